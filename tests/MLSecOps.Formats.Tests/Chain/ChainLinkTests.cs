using System.Security.Cryptography;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Chain;

namespace MLSecOps.Formats.Tests.Chain;

public sealed class ChainLinkTests
{
    private static readonly ChainEpoch Epoch = new([.. Enumerable.Range(1, 16).Select(i => (byte)i)]);
    private static readonly Sha256Digest Payload = Sha256Digest.Of("{}"u8);
    private static readonly ChainLink First = ChainLink.First(Epoch, "mlsec.finding.v1", "notice", Payload);
    private static readonly ChainLink Second = ChainLink.After(First.Head, "mlsec.evidence.v1", "info", Payload);

    /// <summary>Written by hand from RFC 8949: the digest of a link is what other programs compute.</summary>
    [Fact]
    public void The_digest_is_that_of_the_documented_array()
    {
        string hex = "86" + "500102030405060708090a0b0c0d0e0f10" + "01" + "5820" + new string('0', 64)
            + "70" + Convert.ToHexString("mlsec.finding.v1"u8) + "66" + Convert.ToHexString("notice"u8)
            + "5820" + Convert.ToHexString(SHA256.HashData("{}"u8));
        Assert.Equal(Convert.FromHexString(hex), First.Encode());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Convert.FromHexString(hex))), First.Head.Digest.Hex);
    }

    [Fact]
    public void Links_follow_their_heads_only()
    {
        Assert.True(Second.Follows(First.Head));
        Assert.False(First.Follows(First.Head));
        Assert.False(Second.Follows(Second.Head));
        ChainLink other = ChainLink.First(Epoch, "mlsec.finding.v1", "info", Payload);
        Assert.False(Second.Follows(other.Head));
        ChainLink elsewhere = ChainLink.First(new ChainEpoch([.. Enumerable.Repeat((byte)9, 16)]), "mlsec.finding.v1", "notice", Payload);
        Assert.False(Second.Follows(elsewhere.Head));
        Assert.NotEqual(First.Head.Digest, elsewhere.Head.Digest);
    }

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.Equal(Second, Decode(Second.Encode()));
        Assert.Equal(First, Decode(First.Encode()));
        Assert.Equal(Second.Head, ChainHeadCodec.Decode(ChainHeadCodec.Encode(Second.Head)).Match(head => head, fault => throw new InvalidOperationException($"{fault}")));
    }

    [Fact]
    public void Attributes_give_the_same_link()
    {
        Parsed<ChainLink> parsed = ChainLink.FromAttributes(Epoch.Hex, "2", First.Head.Digest.Hex, "mlsec.evidence.v1", "info", Payload);
        Assert.Equal(Second, parsed.Match(link => link, fault => throw new InvalidOperationException($"{fault}")));
    }

    public static TheoryData<string?, string?, string?, string?, string?> BadAttributes { get; } = new()
    {
        { null, "2", new string('a', 64), "t", "info" },
        { new string('0', 32), "2", new string('a', 64), "t", "info" },
        { new string('A', 32), "2", new string('a', 64), "t", "info" },
        { new string('a', 31), "2", new string('a', 64), "t", "info" },
        { new string('a', 32), "0", new string('a', 64), "t", "info" },
        { new string('a', 32), "02", new string('a', 64), "t", "info" },
        { new string('a', 32), "+2", new string('a', 64), "t", "info" },
        { new string('a', 32), "-2", new string('a', 64), "t", "info" },
        { new string('a', 32), "9007199254740992", new string('a', 64), "t", "info" },
        { new string('a', 32), null, new string('a', 64), "t", "info" },
        { new string('a', 32), "", new string('a', 64), "t", "info" },
        { new string('a', 32), "1", new string('a', 64), "t", "info" },
        { new string('a', 32), "2", new string('0', 64), "t", "info" },
        { new string('a', 32), "2", null, "t", "info" },
        { new string('a', 32), "2", new string('a', 64), "", "info" },
        { new string('a', 32), "2", new string('a', 64), "T", "info" },
        { new string('a', 32), "2", new string('a', 64), null, "info" },
        { new string('a', 32), "2", new string('a', 64), new string('t', 64), "info" },
        { new string('a', 32), "2", new string('a', 64), "t", "fatal" },
        { new string('a', 32), "2", new string('a', 64), "t", null },
    };

    [Theory]
    [MemberData(nameof(BadAttributes))]
    public void Other_attributes_are_refused(string? epoch, string? sequence, string? previous, string? type, string? severity) =>
        Assert.Equal(EvidenceReasons.ChainMalformed, ChainLink.FromAttributes(epoch, sequence, previous, type, severity, Payload).Match(_ => null!, fault => fault.Reason));

    [Fact]
    public void No_cut_or_flipped_bit_goes_unnoticed()
    {
        byte[] bytes = Second.Encode();
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(ChainLink.Decode(bytes.AsMemory(0, length)).TryGet(out _, out FormatFault? fault));
            Assert.InRange(fault.Offset, 0, length);
        }

        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(ChainLink.Decode(flipped).Match(link => link.Head.Digest != Second.Head.Digest, fault => fault.Offset <= flipped.Length));
        }
    }

    [Theory]
    [InlineData("a0")]
    [InlineData("80")]
    [InlineData("a3015001010101010101010101010101010101010201")]
    [InlineData("a4015001010101010101010101010101010101010201035820000000000000000000000000000000000000000000000000000000000000000004f6")]
    [InlineData("a3015000000000000000000000000000000000020103582000000000000000000000000000000000000000000000000000000000000000ff")]
    [InlineData("a3015001010101010101010101010101010101020003582000000000000000000000000000000000000000000000000000000000000000ff")]
    public void Other_heads_are_refused(string hex) => Assert.False(ChainHeadCodec.Decode(Convert.FromHexString(hex)).TryGet(out _, out _));

    [Fact]
    public void A_link_of_no_epoch_or_type_is_a_bug()
    {
        Assert.Throws<ArgumentException>(() => ChainLink.First(default, "t", "info", Payload));
        Assert.Throws<ArgumentException>(() => ChainLink.First(Epoch, "T", "info", Payload));
        Assert.Throws<ArgumentException>(() => ChainLink.First(Epoch, "t", "loud", Payload));
        Assert.Throws<ArgumentException>(() => new ChainEpoch(new byte[16]));
        Assert.Throws<ArgumentException>(() => new ChainEpoch(new byte[15]));
    }

    private static ChainLink Decode(byte[] bytes) => ChainLink.Decode(bytes).Match(link => link, fault => throw new InvalidOperationException($"{fault}"));
}
