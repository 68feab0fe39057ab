/* SPDX-License-Identifier: Apache-2.0 */
#include "web/real.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define DIGITS_MAX 1100 /* of 2^-1074, and of 2^1023, and some */
#define LIMB 1000000000u
#define LIMBS (DIGITS_MAX / 9 + 1)

/* A whole number, its least limb first. */
struct whole {
	uint32_t limb[LIMBS];
	size_t count;
};

static void multiply_whole(struct whole *w, uint32_t by)
{
	uint64_t carry = 0;

	for (size_t i = 0; i < w->count; i++) {
		carry += (uint64_t)w->limb[i] * by;
		w->limb[i] = (uint32_t)(carry % LIMB);
		carry /= LIMB;
	}
	while (carry > 0) {
		w->limb[w->count++] = (uint32_t)(carry % LIMB);
		carry /= LIMB;
	}
}

static size_t write_whole(char out[DIGITS_MAX], const struct whole *w)
{
	size_t n = 0, zeros = 0;

	for (size_t i = w->count; i-- > 0;)
		for (uint32_t unit = LIMB / 10; unit > 0; unit /= 10)
			out[n++] = (char)('0' + w->limb[i] / unit % 10);
	while (zeros < n && out[zeros] == '0')
		zeros++;
	memmove(out, out + zeros, n - zeros);
	return n - zeros;
}

/* All digits of the value, without zeros in front; *point: how many of them
 * stand before the point, if all do; below 0: after so many zeros. */
static size_t spell_value(char out[DIGITS_MAX], int *point, double value)
{
	uint64_t bits = 0;
	memcpy(&bits, &value, sizeof bits);
	int power = (int)(bits >> 52 & 0x7ff);
	uint64_t m = bits & ((UINT64_C(1) << 52) - 1);
	struct whole w = {.count = 0};

	m |= power == 0 ? 0 : UINT64_C(1) << 52;
	power = (power == 0 ? 1 : power) - 1075;
	for (; m > 0; m /= LIMB)
		w.limb[w.count++] = (uint32_t)(m % LIMB);
	for (int i = 0; i < power; i++)
		multiply_whole(&w, 2);
	for (int i = 0; i < -power; i++)
		multiply_whole(&w, 5);

	size_t n = write_whole(out, &w);
	*point = (int)n + (power < 0 ? power : 0);
	return n;
}

/* Half to even, as C does; the number of digits that are left. */
static size_t round_digits(char digits[DIGITS_MAX], size_t n, int *point,
    size_t precision)
{
	if (n > precision) {
		bool half = digits[precision] == '5', up = half ||
		    digits[precision] > '5';

		for (size_t i = precision + 1; half && i < n; i++)
			half = digits[i] == '0';
		if (half)
			up = (digits[precision - 1] - '0') % 2 == 1;
		n = precision;
		while (up && n > 0 && digits[n - 1] == '9')
			n--;
		if (up && n > 0)
			digits[n - 1]++;
		if (up && n == 0) {
			digits[n++] = '1';
			++*point;
		}
	}
	while (n > 1 && digits[n - 1] == '0')
		n--;
	return n;
}

static size_t put_exponent(char *out, int e)
{
	size_t n = 0, from = e < 0 ? (size_t)-e : (size_t)e;

	out[n++] = 'e';
	out[n++] = e < 0 ? '-' : '+';
	if (from >= 100)
		out[n++] = (char)('0' + from / 100);
	out[n++] = (char)('0' + from / 10 % 10);
	out[n++] = (char)('0' + from % 10);
	return n;
}

static size_t put_spelled(char *out, const char *digits, size_t n, int point)
{
	size_t at = 0;

	if (point <= 0) {
		out[at++] = '0';
		out[at++] = '.';
		for (int i = point; i < 0; i++)
			out[at++] = '0';
	}
	for (size_t i = 0; i < n || (int)i < point; i++) {
		if (i > 0 && (int)i == point)
			out[at++] = '.';
		out[at++] = i < n ? digits[i] : '0';
	}
	return at;
}

size_t gs_web_real(char out[GS_REAL_MAX], double value, size_t precision)
{
	char digits[DIGITS_MAX];
	int point = 0;
	size_t at = 0;

	if (__builtin_signbit(value))
		out[at++] = '-';
	size_t n = value == 0 ? 0 : spell_value(digits, &point, value);
	if (n == 0) {
		out[at++] = '0';
		out[at] = '\0';
		return at;
	}

	precision = precision == 0 ? 1 : precision > GS_REAL_DIGITS ?
	    GS_REAL_DIGITS : precision;
	n = round_digits(digits, n, &point, precision);
	bool long_way = point - 1 < -4 || point - 1 >= (int)precision;
	at += put_spelled(out + at, digits, n, long_way ? 1 : point);
	if (long_way)
		at += put_exponent(out + at, point - 1);
	out[at] = '\0';
	return at;
}
