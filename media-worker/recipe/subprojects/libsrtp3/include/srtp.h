// libsrtp 3 as far as mediasoup's worker calls it, on top of Debian's libsrtp 2.
//
// Two things differ: a policy is an opaque object filled by setters, where libsrtp 2 has a plain struct; and
// packets go from one buffer to another with both sizes checked, where libsrtp 2 works in place and trusts.
#pragma once

// In libsrtp 2 this name is the struct; the worker means libsrtp 3's pointer to an opaque object.
#define srtp_policy_t srtp_plain_policy_t
#include <srtp2/srtp.h>
#undef srtp_policy_t

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

// Codes which libsrtp 2 lacks. The first is answered below; the second the worker only puts into words.
inline constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
inline constexpr auto srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

struct BedsideSrtpPolicy
{
	srtp_plain_policy_t plain{};
	// The plain policy only points at the key, so it is kept here for as long.
	std::vector<std::uint8_t> keyThenSalt;
};

using srtp_policy_t = BedsideSrtpPolicy*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* policy)
{
	*policy = new BedsideSrtpPolicy{};

	return srtp_err_status_ok;
}

inline void srtp_policy_destroy(srtp_policy_t policy)
{
	delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->plain.ssrc = ssrc;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t policy, srtp_profile_t profile)
{
	const auto rtp = srtp_crypto_policy_set_from_profile_for_rtp(&policy->plain.rtp, profile);

	if (rtp != srtp_err_status_ok)
	{
		return rtp;
	}

	return srtp_crypto_policy_set_from_profile_for_rtcp(&policy->plain.rtcp, profile);
}

// The worker uses no master key identifier, in a policy or in a packet.
inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t policy,
  const std::uint8_t* key,
  std::size_t keyLen,
  const std::uint8_t* salt,
  std::size_t saltLen,
  const std::uint8_t* /*mki*/,
  std::size_t /*mkiLen*/)
{
	auto& bytes = policy->keyThenSalt;

	bytes.assign(key, key + keyLen);
	bytes.insert(bytes.end(), salt, salt + saltLen);
	policy->plain.key = bytes.data();

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t policy, bool allow)
{
	policy->plain.allow_repeat_tx = static_cast<int>(allow);

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t policy, std::size_t size)
{
	policy->plain.window_size = size;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t policy)
{
	// The const selects libsrtp 2's own function and not this one again.
	const srtp_plain_policy_t* plain = &policy->plain;

	return srtp_create(session, plain);
}

inline srtp_err_status_t srtp_stream_remove(srtp_t session, std::uint32_t ssrc)
{
	return srtp_remove_stream(session, ssrc);
}

namespace bedside
{
	using TransformInPlace = srtp_err_status_t (*)(srtp_t, void*, int*);

	struct Packet
	{
		const std::uint8_t* from;
		std::size_t len;
		std::uint8_t* to;
		// The room at `to` before, the length of the result after.
		std::size_t* toLen;
	};

	inline srtp_err_status_t Transform(TransformInPlace transform, srtp_t session, Packet packet, std::size_t growth)
	{
		if (*packet.toLen < packet.len + growth)
		{
			return srtp_err_status_buffer_small;
		}

		if (packet.to != packet.from)
		{
			std::memcpy(packet.to, packet.from, packet.len);
		}

		auto len         = static_cast<int>(packet.len);
		const auto status = transform(session, packet.to, &len);

		if (status == srtp_err_status_ok)
		{
			*packet.toLen = static_cast<std::size_t>(len);
		}

		return status;
	}
} // namespace bedside

inline srtp_err_status_t srtp_protect(
  srtp_t session, const std::uint8_t* from, std::size_t len, std::uint8_t* to, std::size_t* toLen, std::size_t /*mki*/)
{
	return bedside::Transform(srtp_protect, session, { from, len, to, toLen }, SRTP_MAX_TRAILER_LEN);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session, const std::uint8_t* from, std::size_t len, std::uint8_t* to, std::size_t* toLen, std::size_t /*mki*/)
{
	return bedside::Transform(srtp_protect_rtcp, session, { from, len, to, toLen }, SRTP_MAX_TRAILER_LEN);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const std::uint8_t* from, std::size_t len, std::uint8_t* to, std::size_t* toLen)
{
	return bedside::Transform(srtp_unprotect, session, { from, len, to, toLen }, 0);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const std::uint8_t* from, std::size_t len, std::uint8_t* to, std::size_t* toLen)
{
	return bedside::Transform(srtp_unprotect_rtcp, session, { from, len, to, toLen }, 0);
}
