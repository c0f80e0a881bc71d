using CsCheck;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Formats.Tests.Documents;

public sealed class SignedMessageTests
{
    private static readonly byte[] Document = "{\"schema\":\"mlsec.directive/1\"}"u8.ToArray();
    private static readonly byte[] Cms = [0x30, 0x03, 0x02, 0x01, 0x01];
    private static readonly byte[] Message = SignedMessage.Encode(Document, Cms);

    /// <summary>Written by hand from RFC 8949.</summary>
    [Fact]
    public void The_bytes_are_those_of_the_documented_array() => Assert.Equal(
        "82" + "581e" + Convert.ToHexStringLower(Document) + "45" + "3003020101",
        Convert.ToHexStringLower(Message));

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.True(SignedMessage.Decode(Message, EvidenceReasons.DirectiveMalformed).TryGet(out SignedParts? parts, out FormatFault? fault), $"{fault}");
        Assert.Equal(Document, parts.Document.ToArray());
        Assert.Equal(Cms, parts.Cms.ToArray());
    }

    public static TheoryData<int, int> Sizes { get; } = new()
    {
        { 1, 1 }, { 23, 24 }, { 255, 256 }, { 65535, 65536 }, { SignedMessage.DocumentBytes, Limits.CmsBytes },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_size_within_the_limits_passes(int document, int cms)
    {
        Assert.True(SignedMessage.Decode(SignedMessage.Encode(new byte[document], new byte[cms]), EvidenceReasons.DirectiveMalformed).TryGet(out SignedParts? parts, out FormatFault? fault), $"{fault}");
        Assert.Equal((document, cms), (parts.Document.Length, parts.Cms.Length));
    }

    // Heads of the two byte strings, and their lengths.
    public static TheoryData<string, int, string, int> BeyondLimits { get; } = new()
    {
        { "40", 0, "41", 1 },
        { "41", 1, "40", 0 },
        { "5a00020001", SignedMessage.DocumentBytes + 1, "41", 1 },
        { "41", 1, "5a00010001", Limits.CmsBytes + 1 },
    };

    [Theory]
    [MemberData(nameof(BeyondLimits))]
    public void Parts_beyond_the_limits_are_neither_read_nor_written(string documentHead, int document, string cmsHead, int cms)
    {
        byte[] message = [0x82, .. Convert.FromHexString(documentHead), .. new byte[document], .. Convert.FromHexString(cmsHead), .. new byte[cms]];
        Assert.Equal(EvidenceReasons.DirectiveMalformed, Decode(message));
        Assert.Throws<ArgumentException>(() => SignedMessage.Encode(new byte[document], new byte[cms]));
    }

    [Fact]
    public void A_message_beyond_its_size_is_not_looked_at() =>
        Assert.Equal(EvidenceReasons.CborLimit, Decode(new byte[SignedMessage.DocumentBytes + Limits.CmsBytes + 17]));

    [Theory]
    [InlineData("", "CBOR_MALFORMED")]
    [InlineData("80", "DIRECTIVE_MALFORMED")]
    [InlineData("8141aa", "DIRECTIVE_MALFORMED")]
    [InlineData("8341aa41bb41cc", "DIRECTIVE_MALFORMED")]
    [InlineData("8241aa6162", "DIRECTIVE_MALFORMED")]
    [InlineData("82616141bb", "DIRECTIVE_MALFORMED")]
    [InlineData("8241aaf6", "DIRECTIVE_MALFORMED")]
    [InlineData("82f641bb", "DIRECTIVE_MALFORMED")]
    [InlineData("828041bb", "DIRECTIVE_MALFORMED")]
    [InlineData("a141aa41bb", "CBOR_NOT_DETERMINISTIC")]
    [InlineData("a10141bb", "DIRECTIVE_MALFORMED")]
    [InlineData("c18241aa41bb", "DIRECTIVE_MALFORMED")]
    [InlineData("d28241aa41bb", "DIRECTIVE_MALFORMED")]
    [InlineData("825801aa41bb", "CBOR_NOT_DETERMINISTIC")]
    [InlineData("9f41aa41bbff", "CBOR_NOT_DETERMINISTIC")]
    [InlineData("825f41aaff41bb", "CBOR_NOT_DETERMINISTIC")]
    [InlineData("8241aa41bb00", "CBOR_TRAILING_BYTES")]
    [InlineData("825bffffffffffffffff41bb", "CBOR_MALFORMED")]
    [InlineData("7b7d", "CBOR_MALFORMED")]
    public void Other_messages_are_refused(string hex, string code) => Assert.Equal(code, Decode(Convert.FromHexString(hex))?.Code);

    [Fact]
    public void A_cut_message_is_refused_at_every_byte()
    {
        for (int length = 0; length < Message.Length; length++)
        {
            Assert.False(SignedMessage.Decode(Message.AsMemory(0, length), EvidenceReasons.DirectiveMalformed).TryGet(out _, out FormatFault? fault));
            Assert.InRange(fault.Offset, 0, length);
        }
    }

    /// <summary>One pair has one spelling: a flipped bit is refused, or it is another pair.</summary>
    [Fact]
    public void No_flipped_bit_goes_unnoticed()
    {
        for (int bit = 0; bit < Message.Length * 8; bit++)
        {
            byte[] flipped = [.. Message];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (SignedMessage.Decode(flipped, EvidenceReasons.DirectiveMalformed).TryGet(out SignedParts? parts, out FormatFault? fault))
            {
                Assert.False(parts.Document.Span.SequenceEqual(Document) && parts.Cms.Span.SequenceEqual(Cms));
            }
            else
            {
                Assert.InRange(fault.Offset, 0, flipped.Length);
            }
        }
    }

    [Fact]
    public void Spliced_bytes_are_a_fault_or_the_one_spelling_of_a_pair() =>
        Gen.Select(Gen.Int[0, Message.Length - 1], Gen.Int[0, 24], Gen.Byte.Array[0, 12]).Sample(
            (at, remove, insert) =>
            {
                byte[] bytes = [.. Message[..at], .. insert, .. Message[Math.Min(Message.Length, at + remove)..]];
                return SignedMessage.Decode(bytes, EvidenceReasons.DirectiveMalformed).Match(
                    parts => SignedMessage.Encode(parts.Document.Span, parts.Cms.Span).AsSpan().SequenceEqual(bytes),
                    fault => fault.Offset >= 0 && fault.Offset <= bytes.Length);
            },
            seed: "0000J5DAcs40",
            iter: 3000,
            threads: 1);

    private static Reason? Decode(byte[] message) => SignedMessage.Decode(message, EvidenceReasons.DirectiveMalformed).Match<Reason?>(_ => null, fault => fault.Reason);
}
