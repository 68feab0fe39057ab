/* SPDX-License-Identifier: Apache-2.0 */
/* What compiled C calls without being asked: memory, and the product of two
 * numbers of 128 bits.  The first three are single WebAssembly instructions. */
#include <stdint.h>
#include <string.h>

__extension__ typedef unsigned __int128 u128;

u128 __multi3(u128 a, u128 b);

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
	return __builtin_memcpy(to, from, n);
}

void *memmove(void *to, const void *from, size_t n)
{
	return __builtin_memmove(to, from, n);
}

void *memset(void *to, int byte, size_t n)
{
	return __builtin_memset(to, byte, n);
}

int memcmp(const void *a, const void *b, size_t n)
{
	const uint8_t *x = a, *y = b;
	size_t i = 0;

	for (uint64_t p = 0, q = 0; i + 8 <= n; i += 8) {
		__builtin_memcpy(&p, x + i, 8);
		__builtin_memcpy(&q, y + i, 8);
		if (p != q)
			break;
	}
	for (; i < n; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;

	return 0;
}

void *memchr(const void *in, int byte, size_t n)
{
	const uint8_t *p = in;

	for (size_t i = 0; i < n; i++)
		if (p[i] == (uint8_t)byte)
			return (void *)(uintptr_t)(p + i);

	return NULL;
}

size_t strlen(const char *text)
{
	size_t n = 0;

	while (text[n] != 0)
		n++;

	return n;
}

/* Constant time: four products of halves, no branch.  A product of halves fits
 * 64 bits, and so does `middle`, the sum of three numbers of 32 bits; what is
 * above 2^128 is lost, as it is in any product of that type. */
u128 __multi3(u128 a, u128 b)
{
	const uint64_t low = UINT32_MAX;
	uint64_t x = (uint64_t)a, y = (uint64_t)b;
	uint64_t x0 = x & low, x1 = x >> 32, y0 = y & low, y1 = y >> 32;
	uint64_t p00 = x0 * y0, p01 = x0 * y1, p10 = x1 * y0;
	uint64_t middle = (p00 >> 32) + (p01 & low) + (p10 & low);

	uint64_t high = x1 * y1 + (p01 >> 32) + (p10 >> 32) + (middle >> 32) +
	    x * (uint64_t)(b >> 64) + (uint64_t)(a >> 64) * y;
	return (u128)high << 64 | (middle << 32 | (p00 & low));
}
