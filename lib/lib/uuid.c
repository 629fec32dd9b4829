// SPDX-License-Identifier: MIT
/* UUIDs of random numbers, and of text: see <linux/uuid.h>. */
#include <linux/errno.h>
#include <linux/random.h>
#include <linux/uuid.h>

#include <ctype.h>

const guid_t guid_null;
EXPORT_SYMBOL(guid_null);
const uuid_t uuid_null;
EXPORT_SYMBOL(uuid_null);

/* Bytes 6 and 8 (7 and 8 of a GUID) say that it is random: version 4, variant 1. */
static void generate(u8 *b, int version_at)
{
	get_random_bytes(b, UUID_SIZE);
	b[version_at] = (u8)((b[version_at] & 0x0f) | 0x40);
	b[8] = (u8)((b[8] & 0x3f) | 0x80);
}

void generate_random_uuid(unsigned char uuid[16])
{
	generate(uuid, 6);
}
EXPORT_SYMBOL(generate_random_uuid);

void generate_random_guid(unsigned char guid[16])
{
	generate(guid, 7);
}
EXPORT_SYMBOL(generate_random_guid);

void uuid_gen(uuid_t *u)
{
	generate_random_uuid(u->b);
}
EXPORT_SYMBOL(uuid_gen);

void guid_gen(guid_t *u)
{
	generate_random_guid(u->b);
}
EXPORT_SYMBOL(guid_gen);

static bool is_dash(int i)
{
	return i == 8 || i == 13 || i == 18 || i == 23;
}

bool uuid_is_valid(const char *uuid)
{
	for (int i = 0; i < UUID_STRING_LEN; i++)
		if (is_dash(i) ? uuid[i] != '-' : !isxdigit((unsigned char)uuid[i]))
			return false;
	return true;
}
EXPORT_SYMBOL(uuid_is_valid);

static unsigned int digit(char c)
{
	return isdigit((unsigned char)c) ? (unsigned int)(c - '0') :
					   (unsigned int)((c | 0x20) - 'a' + 10);
}

/* @order: where each byte of the text goes. */
static int parse(const char *uuid, u8 *b, const u8 order[UUID_SIZE])
{
	int n = 0;

	if (!uuid_is_valid(uuid))
		return -EINVAL;
	for (int i = 0; i < UUID_STRING_LEN; i += 2) {
		if (is_dash(i))
			i++;
		b[order[n++]] = (u8)(digit(uuid[i]) << 4 | digit(uuid[i + 1]));
	}
	return 0;
}

int uuid_parse(const char *uuid, uuid_t *u)
{
	static const u8 order[UUID_SIZE] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

	return parse(uuid, u->b, order);
}
EXPORT_SYMBOL(uuid_parse);

int guid_parse(const char *uuid, guid_t *u)
{
	static const u8 order[UUID_SIZE] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

	return parse(uuid, u->b, order);
}
EXPORT_SYMBOL(guid_parse);
