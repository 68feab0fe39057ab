/* SPDX-License-Identifier: Apache-2.0 */
/* The group, its scalars and the hash to it: the RFCs' vectors, then libsodium
 * as a second opinion on random and edge inputs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/bytes.h"
#include "core/proof/cpu.h"
#include "core/proof/generators.h"
#include "core/group/hash.h"
#include "core/group/msm.h"
#include "core/group/sc.h"
#include "lib/host.h"

static void decode_hex(uint8_t *out, size_t len, const char *hex)
{
	assert_int_equal(gs_hex_decode(out, len, hex, strlen(hex)), GS_OK);
}

static void assert_encodes(const struct gs_point *p, const uint8_t want[32])
{
	uint8_t got[32];

	gs_point_encode(got, p);
	assert_memory_equal(got, want, 32);
}

/* RFC 9496 appendix A.1: B times 0 to 15. */
static const char *const multiples[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76",
    "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919",
    "94741f5d5d52755ece4f23f044ee27d5d1ea1e2bd196b462166b16152a9d0259",
    "da80862773358b466ffadfe0b3293ab3d9fd53c5ea6c955358f568322daf6a57",
    "e882b131016b52c1d3337080187cf768423efccbb517bb495ab812c4160ff44e",
    "f64746d3c92b13050ed8d80236a7f0007c3b3f962f5ba793d19a601ebb1df403",
    "44f53520926ec81fbd5a387845beb7df85a96a24ece18738bdcfa6a7822a176d",
    "903293d8f2287ebe10e2374dc1a53e0bc887e592699f02d077d5263cdd55601c",
    "02622ace8f7303a31cafc63f8fc48fdc16e1c8c8d234b2f0d6685282a9076031",
    "20706fd788b2720a1ed2a5dad4952b01f413bcf0e7564de8cdc816689e2db95f",
    "bce83f8ba5dd2fa572864c24ba1810f9522bc6004afe95877ac73241cafdab42",
    "e4549ee16b9aa03099ca208c67adafcafa4c3f3e4e5303de6026e3ca8ff84460",
    "aa52e000df2e16f55fb1032fc33bc42742dad6bd5a8fc0be0167436c5948501f",
    "46376b80f409b29dc2b5f6f0c52591990896e5716f41477cd30085ab7f10301e",
    "e0c418f7c8d9c4cdd7395b93ea124f3ad99021bb681dfc3302a9d99a2e53e64e"};

static void multiples_of_the_generator(void **state)
{
	(void)state;
	struct gs_point g, sum;

	gs_generator_g(&g);
	gs_point_identity(&sum);

	for (unsigned i = 0; i < 16; i++) {
		uint8_t want[32], k[32] = {(uint8_t)i};
		struct gs_point p;
		struct gs_sc s;

		decode_hex(want, 32, multiples[i]);
		assert_encodes(&sum, want);
		assert_int_equal(gs_point_decode(&p, want), GS_OK);
			assert_encodes(&p, want);

		assert_int_equal(gs_sc_decode(&s, k), GS_OK);
		gs_mul_ct(&p, &s, &g);
		assert_encodes(&p, want);

		assert_int_equal(gs_point_is_identity(&sum) != 0, i == 0);
		gs_point_add(&sum, &sum, &g);
	}
}

/* RFC 9496 appendix A.2. */
static const char *const not_canonical[] = {
    "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0100000000000000000000000000000000000000000000000000000000000080"};
static const char *const negative[] = {
    "0100000000000000000000000000000000000000000000000000000000000000",
    "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
    "c34c4e1826e5d403b78e246e88aa051c36ccf0aafebffe137d148a2bf9104562",
    "c940e5a4404157cfb1628b108db051a8d439e1a421394ec4ebccb9ec92a8ac78",
    "47cfc5497c53dc8e61c91d17fd626ffb1c49e2bca94eed052281b510b1117a24",
    "f1c6165d33367351b0da8f6e4511010c68174a03b6581212c71c0e1d026c3c72",
    "87260f7a2f12495118360f02c26a470f450dadf34a413d21042b43b9d93e1309"};
static const char *const not_square[] = {
    "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
    "4eac077a713c57b4f4397629a4145982c661f48044dd3f96427d40b147d9742f",
    "de6a7b00deadc788eb6b6c8d20c0ae96c2f2019078fa604fee5b87d6e989ad7b",
    "bcab477be20861e01e4a0e295284146a510150d9817763caf1a6f4b422d67042",
    "2a292df7e32cababbd9de088d1d1abec9fc0440f637ed2fba145094dc14bea08",
    "f4a9e534fc0d216c44b218fa0c42d99635a0127ee2e53c712f70609649fdff22",
    "8268436f8c4126196cf64b3c7ddbda90746a378625f9813dd9b8457077256731",
    "2810e5cbc2cc4d4eece54f61c6f69758e289aa7ab440b3cbeaa21995c2f4232b"};
static const char *const negative_xy[] = {
    "3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
    "a45fdc55c76448c049a1ab33f17023edfb2be3581e9c7aade8a6125215e04220",
    "d483fe813c6ba647ebbfd3ec41adca1c6130c2beeee9d9bf065c8d151c5f396e",
    "8a2e1d30050198c65a54483123960ccc38aef6848e1ec8f5f780e8523769ba32",
    "32888462f8b486c68ad7dd9610be5192bbeaf3b443951ac1a8118419d9fa097b",
    "227142501b9d4355ccba290404bde41575b037693cef1f438c47f8fbf35d1165",
    "5c37cc491da847cfeb9281d407efc41e15144c876e0170b499a96a22ed31e01e",
    "445425117cb8c90edcbc7c1cc0e74f747f2c1efa5630a967c64f287792a48a4b"};
static const char *const zero_y[] = {
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"};

static void assert_rejected(const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t in[32];
		struct gs_point p;
		decode_hex(in, 32, list[i]);
		assert_int_equal(gs_point_decode(&p, in), GS_ERR_FORMAT);
		assert_true(gs_point_is_identity(&p));
		assert_int_equal(crypto_core_ristretto255_is_valid_point(in),
		    0);
	}
}

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void invalid_encodings(void **state)
{
	(void)state;
	assert_rejected(not_canonical, COUNT(not_canonical));
	assert_rejected(negative, COUNT(negative));
	assert_rejected(not_square, COUNT(not_square));
	assert_rejected(negative_xy, COUNT(negative_xy));
	assert_rejected(zero_y, COUNT(zero_y));
}

/* RFC 9496 appendix A.3: the SHA-512 of these, then the strings. */
static const char *const derivations[][2] = {
    {"Ristretto is traditionally a short shot of espresso coffee",
	"3066f82a1a747d45120d1740f14358531a8f04bbffe6a819f86dfe50f44a0a46"},
    {"made with the normal amount of ground coffee but extracted with",
	"f26e5b6f7d362d2d2a94c5d0e7602cb4773c95a2e5c31a64f133189fa76ed61b"},
    {"about half the amount of water in the same amount of time",
	"006ccd2a9e6867e6a2c5cea83d3302cc9de128dd2a9a57dd8ee7b9d7ffe02826"},
    {"by using a finer grind.",
	"f8f0c87cf237953c5890aec3998169005dae3eca1fbb04548c635953c817f92a"},
    {"This produces a concentrated shot of coffee per volume.",
	"ae81e7dedf20a497e10c304a765c1767a42d6e06029758d2d7e8ef7cc4c41179"},
    {"Just pulling a normal shot short will produce a weaker shot",
	"e2705652ff9f5e44d3e841bf1c251cf7dddb77d140870d1ab2ed64f1a9ce8628"},
    {"and is not a Ristretto as some believe.",
	"80bd07262511cdde4863f8a7434cef696750681cb9510eea557088f76d9e5065"}};
/* All of these are one element. */
static const char *const same[][2] = {
    {"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"1200000000000000000000000000000000000000000000000000000000000000"},
    {"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"},
    {"0000000000000000000000000000000000000000000000000000000000000080",
	"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
    {"0000000000000000000000000000000000000000000000000000000000000000",
	"1200000000000000000000000000000000000000000000000000000000000080"}};
static const char same_element[] =
    "304282791023b73128d277bdcb5c7746ef2eac08dde9f2983379cb8e5ef0517f";

static void elements_from_uniform_bytes(void **state)
{
	(void)state;
	uint8_t in[64], want[32];
	struct gs_point p;

	for (size_t i = 0; i < COUNT(derivations); i++) {
		const char *text = derivations[i][0];

		crypto_hash_sha512(in, (const uint8_t *)text, strlen(text));
		decode_hex(want, 32, derivations[i][1]);
		gs_point_from_uniform(&p, in);
		assert_encodes(&p, want);
	}

	decode_hex(want, 32, same_element);
	for (size_t i = 0; i < COUNT(same); i++) {
		uint8_t theirs[32];

		decode_hex(in, 32, same[i][0]);
		decode_hex(in + 32, 32, same[i][1]);
		gs_point_from_uniform(&p, in);
		assert_encodes(&p, want);

		crypto_core_ristretto255_from_hash(theirs, in);
		assert_memory_equal(theirs, want, 32);
	}
}

/* RFC 9380 appendix K.3. */
static const struct {
	const char *msg; /* NULL, q: 128 of them; NULL, a: 512 */
	char fill;
	const char *out;
} expansions[] = {
    {"", 0, "6b9a7312411d92f921c6f68ca0b6380730a1a4d982c507211a90964c394179ba"},
    {"abc", 0,
	"0da749f12fbe5483eb066a5f595055679b976e93abe9be6f0f6318bce7aca8dc"},
    {"abcdef0123456789", 0,
	"087e45a86e2939ee8b91100af1583c4938e0f5fc6c9db4b107b83346bc967f58"},
    {NULL, 'q',
	"7336234ee9983902440f6bc35b348352013becd88938d2afec44311caf8356b3"},
    {NULL, 'a',
	"57b5f7e766d5be68a6bfe1768e3c2b7f1228b3e4b3134956dd73a59b954c66f4"},
    {"", 0,
	"41b037d1734a5f8df225dd8c7de38f851efdb45c372887be655212d07251b921"
	"b052b62eaed99b46f72f2ef4cc96bfaf254ebbbec091e1a3b9e4fb5e5b619d2e"
	"0c5414800a1d882b62bb5cd1778f098b8eb6cb399d5d9d18f5d5842cf5d13d7e"
	"b00a7cff859b605da678b318bd0e65ebff70bec88c753b159a805d2c89c55961"},
    {"abc", 0,
	"7f1dddd13c08b543f2e2037b14cefb255b44c83cc397c1786d975653e36a6b11"
	"bdd7732d8b38adb4a0edc26a0cef4bb45217135456e58fbca1703cd6032cb134"
	"7ee720b87972d63fbf232587043ed2901bce7f22610c0419751c065922b48843"
	"1851041310ad659e4b23520e1772ab29dcdeb2002222a363f0c2b1c972b3efe1"},
    {"abcdef0123456789", 0,
	"3f721f208e6199fe903545abc26c837ce59ac6fa45733f1baaf0222f8b7acb04"
	"24814fcb5eecf6c1d38f06e9d0a6ccfbf85ae612ab8735dfdf9ce84c372a77c8"
	"f9e1c1e952c3a61b7567dd0693016af51d2745822663d0c2367e3f4f0bed827f"
	"eecc2aaf98c949b5ed0d35c3f1023d64ad1407924288d366ea159f46287e61ac"},
    {NULL, 'q',
	"b799b045a58c8d2b4334cf54b78260b45eec544f9f2fb5bd12fb603eaee70db7"
	"317bf807c406e26373922b7b8920fa29142703dd52bdf280084fb7ef69da78af"
	"df80b3586395b433dc66cde048a258e476a561e9deba7060af40adf30c64249c"
	"a7ddea79806ee5beb9a1422949471d267b21bc88e688e4014087a0b592b695ed"},
    {NULL, 'a',
	"05b0bfef265dcee87654372777b7c44177e2ae4c13a27f103340d9cd11c86cb2"
	"426ffcad5bd964080c2aee97f03be1ca18e30a1f14e27bc11ebbd650f305269c"
	"c9fb1db08bf90bfc79b42a952b46daf810359e7bc36452684784a64952c343c5"
	"2e5124cd1f71d474d5197fefc571a92929c9084ffe1112cf5eea5192ebff330b"}};

static void expand_message_vectors(void **state)
{
	(void)state;
	static const char dst[] = "QUUX-V01-CS02-with-expander-SHA512-256";

	for (size_t i = 0; i < COUNT(expansions); i++) {
		uint8_t msg[5 + 512], want[128], got[128];
		size_t len = 0, out_len = strlen(expansions[i].out) / 2;

		if (expansions[i].msg != NULL) {
			len = strlen(expansions[i].msg);
			memcpy(msg, expansions[i].msg, len);
		} else {
			char fill = expansions[i].fill;
			memcpy(msg, fill == 'q' ? "q128_" : "a512_", 5);
			len = 5 + (fill == 'q' ? 128 : 512);
			memset(msg + 5, fill, len - 5);
		}

		decode_hex(want, out_len, expansions[i].out);
		assert_int_equal(gs_expand_message(got, out_len, msg, len,
		    (const uint8_t *)dst, strlen(dst)), GS_OK);
		assert_memory_equal(got, want, out_len);
	}

	uint8_t long_dst[256] = {0}, out[32];
	assert_int_equal(gs_expand_message(out, 32, NULL, 0, long_dst, 256),
	    GS_ERR_RANGE);
}

static void hash_to_point_agrees_with_libsodium(void **state)
{
	(void)state;

	for (size_t len = 0; len < 300; len += 7) {
		uint8_t msg[300], uniform[64], want[32];
		struct gs_point p;

		randombytes_buf(msg, len);
		assert_int_equal(gs_expand_message(uniform, 64, msg, len,
		    (const uint8_t *)GS_DST_TAG_BASE, strlen(GS_DST_TAG_BASE)),
		    GS_OK);

		crypto_core_ristretto255_from_hash(want, uniform);
		gs_tag_base(&p, msg, len);
		assert_encodes(&p, want);
	}
}

/* 0, 1, 2, q - 1, 2^252, then random. */
static void some_scalar(uint8_t s[32], unsigned i)
{
	static const uint8_t top[32] = {0xec, 0xd3, 0xf5, 0x5c, 0x1a, 0x63,
	    0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
	    [31] = 0x10};

	memset(s, 0, 32);
	if (i < 3)
		s[0] = (uint8_t)i;
	else if (i == 3)
		memcpy(s, top, 32);
	else if (i == 4)
		s[31] = 0x10;
	else if (i == 5)
		memset(s, 0x88, 31);
	else
		crypto_core_ristretto255_scalar_random(s);
}

static void assert_scalar(const struct gs_sc *s, const uint8_t want[32])
{
	uint8_t got[32];

	gs_sc_encode(got, s);
	assert_memory_equal(got, want, 32);
}

static void scalars_agree_with_libsodium(void **state)
{
	(void)state;

	for (unsigned i = 0; i < 40; i++) {
		for (unsigned j = 0; j < 40; j++) {
			uint8_t a[32], b[32], want[32];
			struct gs_sc x, y, z;

			some_scalar(a, i);
			some_scalar(b, j);
			assert_int_equal(gs_sc_decode(&x, a), GS_OK);
			assert_int_equal(gs_sc_decode(&y, b), GS_OK);

			gs_sc_add(&z, &x, &y);
			crypto_core_ristretto255_scalar_add(want, a, b);
			assert_scalar(&z, want);

			gs_sc_sub(&z, &x, &y);
			crypto_core_ristretto255_scalar_sub(want, a, b);
			assert_scalar(&z, want);

			gs_sc_mul(&z, &x, &y);
			crypto_core_ristretto255_scalar_mul(want, a, b);
			assert_scalar(&z, want);

			crypto_core_ristretto255_scalar_add(want, want, a);
			gs_sc_muladd(&x, &x, &y);
			assert_scalar(&x, want);
		}
	}

	for (unsigned i = 0; i < 40; i++) {
		uint8_t a[32], want[32];
		struct gs_sc x, y;

		some_scalar(a, i);
		assert_int_equal(gs_sc_decode(&x, a), GS_OK);
		assert_int_equal(gs_sc_is_zero(&x) != 0, i == 0);

		gs_sc_negate(&y, &x);
		crypto_core_ristretto255_scalar_negate(want, a);
		assert_scalar(&y, want);
	}
}

static void scalars_reduce_and_reject(void **state)
{
	(void)state;
	uint8_t wide[64], want[32], s[32];
	struct gs_sc x;

	for (unsigned i = 0; i < 200; i++) {
		memset(wide, i == 0 ? 0 : 0xff, 64);
		if (i > 1)
			randombytes_buf(wide, 64);

		gs_sc_from_wide(&x, wide);
		crypto_core_ristretto255_scalar_reduce(want, wide);
		assert_scalar(&x, want);
	}

	some_scalar(s, 3); /* q - 1 */
	assert_int_equal(gs_sc_decode(&x, s), GS_OK);
	for (unsigned i = 0; i < 19; i++) {
		s[0]++; /* q and above */
		assert_int_equal(gs_sc_decode(&x, s), GS_ERR_FORMAT);
		assert_true(gs_sc_is_zero(&x));
	}

	memset(s, 0xff, 32);
	assert_int_equal(gs_sc_decode(&x, s), GS_ERR_FORMAT);
}

#define DEEP GS_MATRIX_DEPTH_MAX

static void put_scalar(struct gs_sc_block *b, struct gs_sc *kept, size_t i,
    unsigned kind, const struct gs_sc *largest)
{
	uint8_t s[32];

	some_scalar(s, kind);
	assert_int_equal(gs_sc_decode(&kept[i], s), GS_OK);
	if (largest != NULL)
		kept[i] = *largest;

	gs_sc_block_put(b, i, &kept[i]);
}

/* One entry of each depth, from no products but zero's to the most of the
 * largest. */
static void matrix_entry_is_the_sum_of_products(void **state)
{
	(void)state;
	static const struct gs_sc largest = {{0x5812631a5cf5d3ec,
	    0x14def9dea2f79cd6, 0, 0x1000000000000000}};
	static struct gs_sc_block u[DEEP / GS_RNS_LANES];
	static struct gs_sc_block v[DEEP / GS_RNS_LANES];
	static struct gs_sc a[DEEP], b[DEEP];
	struct gs_sc want = GS_SC_ZERO, got;
	struct gs_pool pool;
	void *scratch = gs_arena_take(gs_pool_start(&pool),
	    gs_rns_scratch(1, 1, DEEP), 1);

	assert_non_null(scratch);

	for (size_t i = 0; i < DEEP; i++) {
		const struct gs_sc *top = i >= 300 ? &largest : NULL;
		put_scalar(u, a, i, i < 6 ? (unsigned)i : 99, top);
		put_scalar(v, b, i, i < 3 ? 0 : 99, top);

		gs_sc_muladd(&want, &a[i], &b[i]);
		if (i > 70 && i + 1 < DEEP && i % 16 != 7)
			continue;

		const struct gs_matrix m = {u, v, 1, 1, i + 1, scratch, 1};
		gs_rns_matrix(&got.v, &m, &gs_rns_portable);
		assert_memory_equal(&got, &want, sizeof want);
	}

	gs_pool_free(&pool);
}

static void points_agree_with_libsodium(void **state)
{
	(void)state;

	for (unsigned i = 0; i < 100; i++) {
		uint8_t a[32], b[32], want[32];
		struct gs_point p, q, r;
		struct gs_niels n;

		crypto_core_ristretto255_random(a);
		crypto_core_ristretto255_random(b);

		if (i % 10 == 0)
			memcpy(b, a, 32);
		if (i % 10 == 1)
			memset(b, 0, 32);

		assert_int_equal(gs_point_decode(&p, a), GS_OK);
		assert_int_equal(gs_point_decode(&q, b), GS_OK);
		assert_int_equal(crypto_core_ristretto255_add(want, a, b), 0);

		gs_point_add(&r, &p, &q);
		assert_encodes(&r, want);

		gs_niels_of_affine(&n, &q);
		gs_point_add_niels(&r, &p, &n);
		assert_encodes(&r, want);

		gs_point_of_niels(&r, &n);
		gs_point_add(&r, &r, &p);
		assert_encodes(&r, want);

		gs_niels_of(&n, &r);
		gs_point_of_niels(&r, &n);
		assert_encodes(&r, want);

		assert_int_equal(crypto_core_ristretto255_sub(want, a, b), 0);
		gs_point_sub(&r, &p, &q);
		assert_encodes(&r, want);
		assert_int_equal(gs_point_is_identity(&r) != 0, i % 10 == 0);

		gs_niels_of_affine(&n, &q);
		gs_point_sub_niels(&r, &p, &n);
		assert_encodes(&r, want);

		gs_point_double(&r, &p, 3);
		crypto_core_ristretto255_add(want, a, a);
		crypto_core_ristretto255_add(want, want, want);
		crypto_core_ristretto255_add(want, want, want);
		assert_encodes(&r, want);
	}
}

static void decoding_agrees_with_libsodium(void **state)
{
	(void)state;

	for (unsigned i = 0; i < 2000; i++) {
		uint8_t in[32];
		struct gs_point p;

		randombytes_buf(in, 32);
		in[31] &= 0x7f;
		in[0] &= 0xfe;

		int ok = crypto_core_ristretto255_is_valid_point(in);
		assert_int_equal(gs_point_decode(&p, in) == GS_OK, ok);
		if (ok)
			assert_encodes(&p, in);
	}
}

static void multiples_agree_with_libsodium(void **state)
{
	(void)state;

	for (unsigned i = 0; i < 40; i++) {
		uint8_t k[32], a[32], want[32] = {0};
		struct gs_point p, r;
		struct gs_sc s;

		some_scalar(k, i);
		crypto_core_ristretto255_random(a);
		if (i != 0)
			assert_int_equal(
			    crypto_scalarmult_ristretto255(want, k, a), 0);

		assert_int_equal(gs_sc_decode(&s, k), GS_OK);
		assert_int_equal(gs_point_decode(&p, a), GS_OK);
		gs_mul_ct(&r, &s, &p);
		assert_encodes(&r, want);

		if (i != 0)
			assert_int_equal(
			    crypto_scalarmult_ristretto255_base(want, k), 0);
		gs_generator_g(&p);
		gs_mul_ct(&r, &s, &p);
		assert_encodes(&r, want);
	}
}

#define SUM_MAX 300

/* Digits back to the integer: sixteen times what is above, and the digit. */
static void integer_of_digits(uint64_t v[4], const struct gs_digits *digits)
{
	memset(v, 0, 32);
	for (int d = 63; d >= 0; d--) {
		const uint64_t sign = digits->d[d] < 0 ? UINT64_MAX : 0;
		unsigned over = 0;

		for (int k = 3; k > 0; k--)
			v[k] = v[k] << 4 | v[k - 1] >> 60;
		v[0] <<= 4;

		for (int k = 0; k < 4; k++) {
			uint64_t x = k == 0 ?
			    (uint64_t)(int64_t)digits->d[d] : sign;
			uint64_t y = v[k] + x;
			uint64_t z = y + over;
			over = (y < x) | (z < y);
			v[k] = z;
		}
	}
}

static void sums_agree_with_libsodium(void **state)
{
	(void)state;
	static struct gs_niels points[SUM_MAX];
	static uint64_t scalars[SUM_MAX][4];
	static struct gs_point full[SUM_MAX], buckets[1 << 15];
	static struct gs_digits digits[SUM_MAX];
	static struct gs_ct_table tables[SUM_MAX];
	uint8_t want[32] = {0};

	for (unsigned n = 0; n < SUM_MAX; n++) {
		uint8_t a[32], k[32], ka[32];
		struct gs_sc s;
		struct gs_point r;

		crypto_core_ristretto255_random(a);
		some_scalar(k, n);
		if (n != 0 && crypto_scalarmult_ristretto255(ka, k, a) == 0)
			crypto_core_ristretto255_add(want, want, ka);

		assert_int_equal(gs_point_decode(&full[n], a), GS_OK);
		gs_niels_of_affine(&points[n], &full[n]);
		assert_int_equal(gs_sc_decode(&s, k), GS_OK);
		gs_digits_of(&digits[n], &s);
		if (n % 23 != 0 && n > 8)
			continue;

		gs_msm_ct(&r, full, digits, n + 1, tables);
		assert_encodes(&r, want);
	}

	for (unsigned width = GS_MSM_WIDTH_MIN; width <= GS_MSM_WIDTH_MAX;
	     width++) {
		struct gs_point r;
		const struct gs_terms runs[] = {{points, scalars, 100},
		    {points + 100, scalars + 100, SUM_MAX - 100}};
		for (unsigned n = 0; n < SUM_MAX; n++)
			integer_of_digits(scalars[n], &digits[n]);

		gs_msm_vt(&r, runs, 2, width, buckets);
		assert_encodes(&r, want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(multiples_of_the_generator),
	    cmocka_unit_test(invalid_encodings),
	    cmocka_unit_test(elements_from_uniform_bytes),
	    cmocka_unit_test(expand_message_vectors),
	    cmocka_unit_test(hash_to_point_agrees_with_libsodium),
	    cmocka_unit_test(scalars_agree_with_libsodium),
	    cmocka_unit_test(scalars_reduce_and_reject),
	    cmocka_unit_test(matrix_entry_is_the_sum_of_products),
	    cmocka_unit_test(points_agree_with_libsodium),
	    cmocka_unit_test(decoding_agrees_with_libsodium),
	    cmocka_unit_test(multiples_agree_with_libsodium),
	    cmocka_unit_test(sums_agree_with_libsodium)};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
