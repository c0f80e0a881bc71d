using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.EdgeAgent.Spool;
using MLSecOps.Formats.Chain;

namespace MLSecOps.EdgeAgent.Tests.Spool;

/// <summary>The readers of log and segments against whatever a disk may hold.</summary>
public sealed class FrameTests
{
    private static readonly ChainEpoch Epoch = new([.. Enumerable.Range(1, 16).Select(i => (byte)i)]);

    private static LoggedLink Link => new(
        ChainLink.First(Epoch, RecordTypes.Finding, "warning", Sha256Digest.Of([1])), DateTimeOffset.FromUnixTimeSeconds(1_790_000_000), "vision");

    [Fact]
    public void A_link_comes_back_as_it_was()
    {
        Assert.Equal(Link, LoggedLink.Decode(Link.Encode()));
        LoggedLink bare = Link with { Subject = null, Time = DateTimeOffset.UnixEpoch };
        Assert.Equal(bare, LoggedLink.Decode(bare.Encode()));
    }

    [Fact]
    public void The_checksum_is_crc_32c() => Assert.Equal(0xE3069283u, CheckedFrame.Sum("1234"u8, "56789"u8));

    [Fact]
    public void Every_cut_and_every_flipped_bit_of_a_frame_is_seen()
    {
        byte[] frame = CheckedFrame.Wrap(Link.Encode());
        for (int length = 0; length < frame.Length; length++)
        {
            Assert.False(CheckedFrame.TryRead(frame.AsSpan(0, length), LoggedLink.MostBytes, out _));
        }

        for (int bit = 0; bit < frame.Length * 8; bit++)
        {
            byte[] flipped = [.. frame];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(CheckedFrame.TryRead(flipped, LoggedLink.MostBytes, out _));
        }
    }

    [Fact]
    public void Zeros_are_no_frame_and_no_payload()
    {
        Assert.False(CheckedFrame.TryRead(new byte[4096], LoggedLink.MostBytes, out _));
        Assert.False(PayloadFrame.TryRead(new byte[4096], out _));
    }

    [Fact]
    public void A_payload_s_header_is_refused_when_cut_changed_or_followed_by_too_little()
    {
        PayloadFrame frame = new(5, Epoch, 7);
        byte[] bytes = [.. frame.Encode(), 1, 2, 3, 4, 5];
        Assert.True(PayloadFrame.TryRead(bytes, out PayloadFrame read));
        Assert.Equal(frame, read);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(PayloadFrame.TryRead(bytes.AsSpan(0, length), out _));
        }

        for (int bit = 0; bit < PayloadFrame.Size * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(PayloadFrame.TryRead(flipped, out _));
        }
    }

    /// <summary>Bodies with a right checksum and arbitrary content: a link or nothing, never an exception, and what is read encodes to the same bytes.</summary>
    [Fact]
    public void Arbitrary_bodies_are_a_link_or_nothing()
    {
        Random random = new(7);
        byte[] good = Link.Encode();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] body = [.. good];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                body[random.Next(body.Length)] = (byte)random.Next(256);
            }

            body = random.Next(4) == 0 ? body[..random.Next(body.Length)] : body;
            if (LoggedLink.Decode(body) is { } link)
            {
                Assert.Equal(body, link.Encode());
            }
        }
    }
}
