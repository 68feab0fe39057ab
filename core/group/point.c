/* SPDX-License-Identifier: Apache-2.0 */
#include "core/group/point.h"

#include <string.h>

#include "core/ct.h"

const uint8_t gs_base_bytes[32] = {0xe2, 0xf2, 0xae, 0x0a, 0x6a, 0xbc, 0x4e,
    0x71, 0xa8, 0x84, 0xa9, 0x61, 0xc5, 0x00, 0x51, 0x5f, 0x58, 0xe3, 0x0b,
    0x6a, 0xa5, 0x82, 0xdd, 0x8d, 0xb6, 0xa6, 0x59, 0x45, 0xe0, 0x8d, 0x2d,
    0x76};

void gs_point_identity(struct gs_point *r)
{
	*r = (struct gs_point){GS_FE_ZERO, GS_FE_ONE, GS_FE_ONE, GS_FE_ZERO};
}

/* RFC 9496 section 4.3.1, the names are its names. */
void gs_decode_begin(struct gs_fe *base, struct gs_decoding *d,
    const uint8_t in[32])
{
	uint8_t again[32];
	struct gs_fe ss, t;
	uint64_t differs = 0;

	gs_fe_from_bytes(&d->s, in);
	gs_fe_to_bytes(again, &d->s);
	for (int i = 0; i < 32; i++)
		differs |= (uint64_t)(in[i] ^ again[i]);
	d->canonical = gs_ct_is_zero(differs) & ~gs_ct_mask(in[0]);

	gs_fe_square(&ss, &d->s);
	gs_fe_sub(&d->u1, &GS_FE_ONE, &ss);
	gs_fe_add(&d->u2, &GS_FE_ONE, &ss);

	gs_fe_square(&ss, &d->u2);
	gs_fe_square(&d->v, &d->u1);
	gs_fe_mul(&d->v, &d->v, &gs_fe_d);
	gs_fe_negate(&d->v, &d->v);
	gs_fe_sub(&d->v, &d->v, &ss);

	gs_fe_mul(&t, &d->v, &ss);
	d->v_u2_sqr = t;
	gs_fe_sqrt_begin(base, &d->cube, &t);
}

int gs_decode_end(struct gs_point *r, const struct gs_decoding *d,
    const struct gs_fe *power)
{
	struct gs_fe invsqrt, den_x, den_y;
	uint64_t square = gs_fe_sqrt_end(&invsqrt, &GS_FE_ONE, &d->v_u2_sqr,
	    &d->cube, power);

	gs_fe_mul(&den_x, &invsqrt, &d->u2);
	gs_fe_mul(&den_y, &invsqrt, &den_x);
	gs_fe_mul(&den_y, &den_y, &d->v);

	gs_fe_add(&r->x, &d->s, &d->s);
	gs_fe_mul(&r->x, &r->x, &den_x);
	gs_fe_abs(&r->x, &r->x);

	gs_fe_mul(&r->y, &d->u1, &den_y);
	r->z = GS_FE_ONE;
	gs_fe_mul(&r->t, &r->x, &r->y);

	uint64_t good = d->canonical & square & ~gs_fe_is_negative(&r->t) &
	    ~gs_fe_is_zero(&r->y);
	GS_DECLASSIFY(&good, sizeof good);

	if (good)
		return GS_OK;

	gs_point_identity(r);
	return GS_ERR_FORMAT;
}

int gs_point_decode(struct gs_point *r, const uint8_t in[32])
{
	struct gs_decoding d;
	struct gs_fe power;

	gs_decode_begin(&power, &d, in);
	gs_fe_pow_p58(&power, &power);
	return gs_decode_end(r, &d, &power);
}

/* RFC 9496 section 4.3.2. */
void gs_point_encode(uint8_t out[32], const struct gs_point *p)
{
	struct gs_fe u1, u2, t, invsqrt, den1, den2, z_inv, ix, iy, enchanted;
	struct gs_fe x = p->x, y = p->y, minus_y;

	gs_fe_add(&u1, &p->z, &p->y);
	gs_fe_sub(&t, &p->z, &p->y);
	gs_fe_mul(&u1, &u1, &t);

	gs_fe_mul(&u2, &p->x, &p->y);
	gs_fe_square(&t, &u2);
	gs_fe_mul(&t, &t, &u1);
	(void)gs_fe_sqrt_ratio(&invsqrt, &GS_FE_ONE, &t);

	gs_fe_mul(&den1, &invsqrt, &u1);
	gs_fe_mul(&den2, &invsqrt, &u2);
	gs_fe_mul(&z_inv, &den1, &den2);
	gs_fe_mul(&z_inv, &z_inv, &p->t);

	gs_fe_mul(&ix, &p->x, &gs_fe_sqrt_m1);
	gs_fe_mul(&iy, &p->y, &gs_fe_sqrt_m1);
	gs_fe_mul(&enchanted, &den1, &gs_fe_invsqrt_a_minus_d);
	gs_fe_mul(&t, &p->t, &z_inv);

	uint64_t rotate = gs_fe_is_negative(&t);
	gs_fe_move(&x, &iy, rotate);
	gs_fe_move(&y, &ix, rotate);
	gs_fe_move(&den2, &enchanted, rotate);

	gs_fe_mul(&t, &x, &z_inv);
	gs_fe_negate(&minus_y, &y);
	gs_fe_move(&y, &minus_y, gs_fe_is_negative(&t));

	gs_fe_sub(&t, &p->z, &y);
	gs_fe_mul(&t, &t, &den2);
	gs_fe_abs(&t, &t);
	gs_fe_to_bytes(out, &t);
}

/* MAP of RFC 9496 section 4.3.4. */
static void map_to_curve(struct gs_point *p, const uint8_t in[32])
{
	struct gs_fe t, r, u, v, s, s_prime, c, n, w0, w1, w2, w3, minus_one;

	gs_fe_from_bytes(&t, in);
	gs_fe_negate(&minus_one, &GS_FE_ONE);

	gs_fe_square(&r, &t);
	gs_fe_mul(&r, &r, &gs_fe_sqrt_m1);
	gs_fe_add(&u, &r, &GS_FE_ONE);
	gs_fe_mul(&u, &u, &gs_fe_one_minus_d_sq);
	gs_fe_mul(&v, &r, &gs_fe_d);
	gs_fe_sub(&v, &minus_one, &v);

	gs_fe_add(&w0, &r, &gs_fe_d);
	gs_fe_mul(&v, &v, &w0);

	uint64_t square = gs_fe_sqrt_ratio(&s, &u, &v);

	gs_fe_mul(&s_prime, &s, &t);
	gs_fe_abs(&s_prime, &s_prime);
	gs_fe_negate(&s_prime, &s_prime);
	gs_fe_move(&s, &s_prime, ~square);

	c = minus_one;
	gs_fe_move(&c, &r, ~square);
	gs_fe_sub(&n, &r, &GS_FE_ONE);
	gs_fe_mul(&n, &n, &c);
	gs_fe_mul(&n, &n, &gs_fe_d_minus_one_sq);
	gs_fe_sub(&n, &n, &v);

	gs_fe_add(&w0, &s, &s);
	gs_fe_mul(&w0, &w0, &v);
	gs_fe_mul(&w1, &n, &gs_fe_sqrt_ad_minus_one);
	gs_fe_square(&s, &s);
	gs_fe_sub(&w2, &GS_FE_ONE, &s);
	gs_fe_add(&w3, &GS_FE_ONE, &s);

	gs_fe_mul(&p->x, &w0, &w3);
	gs_fe_mul(&p->y, &w2, &w1);
	gs_fe_mul(&p->z, &w1, &w3);
	gs_fe_mul(&p->t, &w0, &w2);
}

void gs_point_from_uniform(struct gs_point *r, const uint8_t in[64])
{
	struct gs_point a, b;

	map_to_curve(&a, in);
	map_to_curve(&b, in + 32);
	gs_point_add(r, &a, &b);
}

uint64_t gs_point_is_identity(const struct gs_point *p)

{
	return gs_fe_is_zero(&p->x) | gs_fe_is_zero(&p->y);
}

void gs_point_cache(struct gs_cached *r, const struct gs_point *p)
{
	gs_fe_add(&r->y_plus_x, &p->y, &p->x);
	gs_fe_sub(&r->y_minus_x, &p->y, &p->x);
	gs_fe_add(&r->z2, &p->z, &p->z);
	gs_fe_mul(&r->t2d, &p->t, &gs_fe_2d);
}

void gs_niels_of_affine(struct gs_niels *r, const struct gs_point *p)
{
	gs_fe_add(&r->y_plus_x, &p->y, &p->x);
	gs_fe_sub(&r->y_minus_x, &p->y, &p->x);
	gs_fe_mul(&r->t2d, &p->t, &gs_fe_2d);
}

void gs_niels_of(struct gs_niels *r, const struct gs_point *p)
{
	struct gs_point affine;
	struct gs_fe inverse;

	gs_fe_invert(&inverse, &p->z);

	gs_fe_mul(&affine.x, &p->x, &inverse);
	gs_fe_mul(&affine.y, &p->y, &inverse);
	gs_fe_mul(&affine.t, &affine.x, &affine.y);
	affine.z = GS_FE_ONE;

	gs_niels_of_affine(r, &affine);
}

/* The sum and the difference of the two halves are 2y and 2x: scaled by Z = 4
 * no halving is needed. */
void gs_point_of_niels(struct gs_point *r, const struct gs_niels *n)
{
	struct gs_fe x2, y2;

	gs_fe_sub(&x2, &n->y_plus_x, &n->y_minus_x);
	gs_fe_add(&y2, &n->y_plus_x, &n->y_minus_x);
	gs_fe_add(&r->x, &x2, &x2);
	gs_fe_add(&r->y, &y2, &y2);

	r->z = GS_FE_SMALL(4);
	gs_fe_mul(&r->t, &x2, &y2);
}

/* The common end of all formulas (Hisil, Wong, Carter, Dawson 2008). */
static inline void join_parts(struct gs_point *r, const struct gs_fe *e,
    const struct gs_fe *f, const struct gs_fe *g, const struct gs_fe *h)
{
	gs_fe_mul(&r->x, e, f);
	gs_fe_mul(&r->y, g, h);
	gs_fe_mul(&r->z, f, g);
	gs_fe_mul(&r->t, e, h);
}

/* What is added, in either form of it: Y+X, Y-X, 2dT, and 2 Z1 Z2. */
struct operand {
	const struct gs_fe *plus, *minus, *t2d, *d;
};

/* Bounds as fe_51.h has them (fe_26.h counts its own, in the same formulas).
 * Sums of two tight limbs are below 2^53 and differences of tight ones below
 * 2^51 + 2^15 + 2^53: all loose.  d is 2 Z1 Z2, below 2^53. */
static inline void add_operand(struct gs_point *r, const struct gs_point *a,
    const struct operand *b, bool subtract)
{
	struct gs_fe p, q, c, e, f, g, h;

	gs_fe_sub_lazy(&p, &a->y, &a->x);
	gs_fe_add_lazy(&q, &a->y, &a->x);
	gs_fe_mul(&p, &p, subtract ? b->plus : b->minus);
	gs_fe_mul(&q, &q, subtract ? b->minus : b->plus);
	gs_fe_mul(&c, &a->t, b->t2d);

	gs_fe_sub_lazy(&e, &q, &p);
	gs_fe_add_lazy(&h, &q, &p);
	gs_fe_sub_lazy(subtract ? &g : &f, b->d, &c);
	gs_fe_add_lazy(subtract ? &f : &g, b->d, &c);

	join_parts(r, &e, &f, &g, &h);
}

void gs_point_add_cached(struct gs_point *r, const struct gs_point *a,
    const struct gs_cached *b)
{
	struct gs_fe d;

	gs_fe_mul(&d, &a->z, &b->z2);
	const struct operand o = {&b->y_plus_x, &b->y_minus_x, &b->t2d, &d};
	add_operand(r, a, &o, false);
}

void gs_point_add_niels(struct gs_point *r, const struct gs_point *a,
    const struct gs_niels *b)
{
	struct gs_fe d;

	gs_fe_add_lazy(&d, &a->z, &a->z);
	const struct operand o = {&b->y_plus_x, &b->y_minus_x, &b->t2d, &d};
	add_operand(r, a, &o, false);
}

void gs_point_sub_niels(struct gs_point *r, const struct gs_point *a,
    const struct gs_niels *b)
{
	struct gs_fe d;

	gs_fe_add_lazy(&d, &a->z, &a->z);
	const struct operand o = {&b->y_plus_x, &b->y_minus_x, &b->t2d, &d};
	add_operand(r, a, &o, true);
}

void gs_point_add(struct gs_point *r, const struct gs_point *a,
    const struct gs_point *b)
{
	struct gs_cached c;

	gs_point_cache(&c, b);
	gs_point_add_cached(r, a, &c);
}

void gs_point_negate(struct gs_point *r, const struct gs_point *a)
{
	gs_fe_negate(&r->x, &a->x);
	r->y = a->y;
	r->z = a->z;
	gs_fe_negate(&r->t, &a->t);
}

void gs_point_sub(struct gs_point *r, const struct gs_point *a,
    const struct gs_point *b)
{
	struct gs_point n;

	gs_point_negate(&n, b);
	gs_point_add(r, a, &n);
}

/* dbl-2008-hwcd with all four signs turned: e = X^2 + Y^2 - (X + Y)^2 is below
 * 2^52 + 2^53 + 2^16, g = X^2 - Y^2 below 2^51 + 2^53 + 2^15 and
 * f = 2 Z^2 + g below 2^54. */
static inline void double_parts(struct gs_point *r, const struct gs_point *p,
    bool with_t)
{
	struct gs_fe a, b, c, e, f, g, h;

	gs_fe_square(&a, &p->x);
	gs_fe_square(&b, &p->y);
	gs_fe_square(&c, &p->z);

	gs_fe_add_lazy(&e, &p->x, &p->y);
	gs_fe_square(&e, &e);
	gs_fe_add_lazy(&h, &a, &b);

	gs_fe_sub_lazy(&e, &h, &e);
	gs_fe_sub_lazy(&g, &a, &b);

	gs_fe_add_lazy(&f, &c, &c);
	gs_fe_add_lazy(&f, &f, &g);

	gs_fe_mul(&r->x, &e, &f);
	gs_fe_mul(&r->y, &g, &h);
	gs_fe_mul(&r->z, &f, &g);
	if (with_t)
		gs_fe_mul(&r->t, &e, &h);
}

void gs_point_double(struct gs_point *r, const struct gs_point *a, unsigned n)
{
	const struct gs_point *from = a;

	/* Doubling does not read T: only the last one makes it. */
	for (; n > 1; n--) {
		double_parts(r, from, false);
		from = r;
	}
	double_parts(r, from, true);
}

void gs_point_move(struct gs_point *r, const struct gs_point *a,
    uint64_t mask)
{
	gs_fe_move(&r->x, &a->x, mask);
	gs_fe_move(&r->y, &a->y, mask);
	gs_fe_move(&r->z, &a->z, mask);
	gs_fe_move(&r->t, &a->t, mask);
}
