using CsCheck;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Formats.Tests.Eat;

public sealed class ChallengeCodecTests
{
    private const string Nonce = "5820" + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private const string Issued = "1a6a22d940";
    private const string Expires = "1a6a22da6c";
    private const string Device = "51" + SampleEvidence.Device;

    private static readonly DateTimeOffset From = DateTimeOffset.FromUnixTimeSeconds(0x6a22d940);
    private static readonly Challenge ForOne = new(SampleEvidence.Nonce, From, From.AddMinutes(5), ChallengeKind.Challenge, SampleEvidence.Ueid());
    private static readonly Challenge ForAll = new(SampleEvidence.Nonce, From, From.AddMinutes(5), ChallengeKind.Epoch, null);
    private static readonly byte[] Bytes = ChallengeCodec.Encode(ForOne);

    /// <summary>Written by hand from RFC 8949.</summary>
    [Fact]
    public void The_bytes_are_those_of_the_documented_array()
    {
        Assert.Equal("8501" + Nonce + Issued + Expires + Device, Convert.ToHexStringLower(Bytes));
        Assert.Equal("8502" + Nonce + Issued + Expires + "f6", Convert.ToHexStringLower(ChallengeCodec.Encode(ForAll)));
    }

    [Fact]
    public void What_is_written_is_read()
    {
        foreach (Challenge challenge in (Challenge[])[ForOne, ForAll])
        {
            Challenge read = Read(ChallengeCodec.Encode(challenge));
            Assert.Equal(challenge.Nonce.ToArray(), read.Nonce.ToArray());
            Assert.Equal(challenge with { Nonce = default }, read with { Nonce = default });
        }
    }

    [Fact]
    public void Times_are_cut_to_whole_seconds_of_UTC()
    {
        DateTimeOffset odd = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.FromHours(2)).AddMilliseconds(999);
        Challenge read = Read(ChallengeCodec.Encode(ForOne with { Issued = odd, Expires = odd.AddSeconds(1) }));
        Assert.Equal(new DateTimeOffset(2026, 6, 1, 10, 0, 0, TimeSpan.Zero), read.Issued);
        Assert.Equal(TimeSpan.FromSeconds(1), read.Expires - read.Issued);
    }

    [Fact]
    public void The_first_and_the_last_second_are_read()
    {
        DateTimeOffset last = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);
        Challenge read = Read(ChallengeCodec.Encode(ForOne with { Issued = DateTimeOffset.UnixEpoch, Expires = last }));
        Assert.Equal((DateTimeOffset.UnixEpoch, last), (read.Issued, read.Expires));
    }

    // Spaces are for the eye.
    [Theory]
    [InlineData("85 00 N I E D", "CHALLENGE_MALFORMED")]
    [InlineData("85 03 N I E D", "CHALLENGE_MALFORMED")]
    [InlineData("85 20 N I E D", "CHALLENGE_MALFORMED")]
    [InlineData("85 6131 N I E D", "CHALLENGE_MALFORMED")]
    [InlineData("85 f93c00 N I E D", "CHALLENGE_MALFORMED")]
    [InlineData("85 01 N I E f6", "CHALLENGE_MALFORMED")]
    [InlineData("85 02 N I E D", "CHALLENGE_MALFORMED")]
    [InlineData("85 01 41aa I E D", "CHALLENGE_MALFORMED")]
    [InlineData("85 01 f6 I E D", "CHALLENGE_MALFORMED")]
    [InlineData("85 01 N E I D", "CHALLENGE_MALFORMED")]
    [InlineData("85 01 N I I D", "CHALLENGE_MALFORMED")]
    [InlineData("85 01 N 20 E D", "CHALLENGE_MALFORMED")]
    [InlineData("85 01 N I 1b0000003afff44180 D", "CHALLENGE_MALFORMED")]
    [InlineData("85 01 N I 1bffffffffffffffff D", "CHALLENGE_MALFORMED")]
    [InlineData("85 01 N fb41d9e6a400000000 E D", "CHALLENGE_MALFORMED")]
    [InlineData("85 01 N c1I E D", "CHALLENGE_MALFORMED")]
    [InlineData("85 01 N I E 510200112233445566778899aabbccddeeff", "CHALLENGE_MALFORMED")]
    [InlineData("85 01 N I E 500100112233445566778899aabbccddee", "CHALLENGE_MALFORMED")]
    [InlineData("85 01 N I E 40", "CHALLENGE_MALFORMED")]
    [InlineData("85 01 N I E f7", "CHALLENGE_MALFORMED")]
    [InlineData("84 01 N I E", "CHALLENGE_MALFORMED")]
    [InlineData("86 01 N I E D f6", "CHALLENGE_MALFORMED")]
    [InlineData("80", "CHALLENGE_MALFORMED")]
    [InlineData("a0", "CHALLENGE_MALFORMED")]
    [InlineData("", "CBOR_MALFORMED")]
    [InlineData("85 1801 N I E D", "CBOR_NOT_DETERMINISTIC")]
    [InlineData("9f 01 N I E D ff", "CBOR_NOT_DETERMINISTIC")]
    [InlineData("85 01 N I E D 00", "CBOR_TRAILING_BYTES")]
    public void Departures_are_refused(string form, string code)
    {
        string hex = form.Replace(" ", "").Replace("N", Nonce).Replace("I", Issued).Replace("E", Expires).Replace("D", Device);
        Assert.Equal(code, ChallengeCodec.Decode(Convert.FromHexString(hex)).Match<string?>(_ => null, fault => fault.Reason.Code));
    }

    [Fact]
    public void A_nonce_of_another_length_is_refused()
    {
        foreach (int length in (int[])[0, 31, 33])
        {
            string head = length < 24 ? $"{0x40 + length:x2}" : $"58{length:x2}";
            string hex = "8501" + head + new string('a', 2 * length) + Issued + Expires + Device;
            Assert.Equal(EvidenceReasons.ChallengeMalformed, ChallengeCodec.Decode(Convert.FromHexString(hex)).Match<Reason?>(_ => null, fault => fault.Reason));
        }
    }

    [Fact]
    public void A_message_beyond_its_size_is_not_looked_at() =>
        Assert.Equal(EvidenceReasons.CborLimit, ChallengeCodec.Decode(new byte[129]).Match<Reason?>(_ => null, fault => fault.Reason));

    [Fact]
    public void Faults_count_their_offset_from_the_whole_message()
    {
        byte[] wrongKind = [.. Bytes];
        wrongKind[1] = 0x03;
        Assert.Equal(1001, ChallengeCodec.Decode(wrongKind, 1000).Match(_ => -1, fault => fault.Offset));
        byte[] wrongType = [.. Bytes];
        wrongType[^17] = 0x02;
        Assert.Equal(1000 + Bytes.Length - 18, ChallengeCodec.Decode(wrongType, 1000).Match(_ => -1, fault => fault.Offset));
    }

    [Fact]
    public void A_cut_challenge_is_refused_at_every_byte()
    {
        for (int length = 0; length < Bytes.Length; length++)
        {
            Assert.False(ChallengeCodec.Decode(Bytes.AsMemory(0, length)).TryGet(out _, out FormatFault? fault));
            Assert.InRange(fault.Offset, 0, length);
        }
    }

    /// <summary>One challenge has one spelling: a flipped bit is refused, or it is another challenge.</summary>
    [Fact]
    public void No_flipped_bit_goes_unnoticed()
    {
        for (int bit = 0; bit < Bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. Bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (ChallengeCodec.Decode(flipped).TryGet(out Challenge? challenge, out FormatFault? fault))
            {
                Assert.Equal(flipped, ChallengeCodec.Encode(challenge));
            }
            else
            {
                Assert.InRange(fault.Offset, 0, flipped.Length);
            }
        }
    }

    [Fact]
    public void Spliced_bytes_are_a_fault_or_the_one_spelling_of_a_challenge() =>
        Gen.Select(Gen.Int[0, Bytes.Length - 1], Gen.Int[0, 24], Gen.Byte.Array[0, 12]).Sample(
            (at, remove, insert) =>
            {
                byte[] bytes = [.. Bytes[..at], .. insert, .. Bytes[Math.Min(Bytes.Length, at + remove)..]];
                return ChallengeCodec.Decode(bytes).Match(
                    challenge => ChallengeCodec.Encode(challenge).AsSpan().SequenceEqual(bytes),
                    fault => fault.Offset >= 0 && fault.Offset <= bytes.Length);
            },
            seed: "0000J5DAcs40",
            iter: 3000,
            threads: 1);

    [Fact]
    public void What_a_reader_would_refuse_is_a_bug_to_write()
    {
        Assert.True(Ueid.TryFromBytes(new byte[7], out Ueid? foreign));
        Challenge[] bugs =
        [
            ForOne with { Nonce = new byte[31] },
            ForOne with { Kind = ChallengeKind.Unknown },
            ForOne with { Ueid = null },
            ForOne with { Ueid = foreign },
            ForAll with { Ueid = SampleEvidence.Ueid() },
            ForOne with { Expires = From.AddMilliseconds(500) },
            ForOne with { Issued = DateTimeOffset.UnixEpoch.AddSeconds(-1) },
        ];
        Assert.All(bugs, bug => Assert.Throws<ArgumentException>(() => ChallengeCodec.Encode(bug)));
    }

    private static Challenge Read(byte[] bytes) =>
        ChallengeCodec.Decode(bytes).Match(challenge => challenge, fault => throw new InvalidOperationException($"{fault}"));
}
