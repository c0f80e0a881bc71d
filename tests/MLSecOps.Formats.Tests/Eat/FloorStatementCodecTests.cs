using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Formats.Tests.Eat;

/// <summary>Floors as they travel: one form for one meaning, and no bit of it can be changed into another.</summary>
public sealed class FloorStatementCodecTests
{
    private static readonly FloorStatement Sample = new(
        SampleEvidence.Ueid(), new ChainEpoch([1, .. new byte[15]]), SampleEvidence.IssuedAt, [new ModelFloor("audio", 3), new ModelFloor("vision", Limits.Release)]);

    [Fact]
    public void What_was_written_is_read()
    {
        byte[] encoded = FloorStatementCodec.Encode(Sample with { Floors = [.. Sample.Floors.Reverse()] });
        Assert.True(FloorStatementCodec.Decode(encoded).TryGet(out FloorStatement? read, out FormatFault? fault), fault?.ToString());
        Assert.Equivalent(Sample, read);
        Assert.Equal(0x84, encoded[0]);
    }

    [Fact]
    public void Every_truncation_is_a_fault_with_its_place()
    {
        byte[] encoded = FloorStatementCodec.Encode(Sample);
        for (int length = 0; length < encoded.Length; length++)
        {
            Assert.False(FloorStatementCodec.Decode(encoded.AsMemory(0, length)).TryGet(out _, out FormatFault? fault));
            Assert.InRange(fault.Offset, 0, encoded.Length);
        }
    }

    [Fact]
    public void Every_flipped_bit_is_a_fault_or_another_statement_in_its_one_form()
    {
        byte[] encoded = FloorStatementCodec.Encode(Sample);
        for (int bit = 0; bit < 8 * encoded.Length; bit++)
        {
            byte[] flipped = [.. encoded];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (FloorStatementCodec.Decode(flipped).TryGet(out FloorStatement? other, out _))
            {
                Assert.Equal(flipped, FloorStatementCodec.Encode(other));
            }
        }
    }

    [Theory]
    [InlineData("audio", 1, "audio", 1)]
    [InlineData("vision", 1, "audio", 1)]
    [InlineData("Vision", 1, "audio", 1)]
    [InlineData("audio", 0, "vision", 1)]
    [InlineData("audio", -1, "vision", 1)]
    [InlineData("", 1, "vision", 1)]
    public void Names_rise_and_releases_begin_at_one(string first, long firstRelease, string second, long secondRelease)
    {
        System.Formats.Cbor.CborWriter writer = new();
        writer.WriteStartArray(4);
        writer.WriteByteString(SampleEvidence.Ueid().ToBytes());
        writer.WriteByteString([1, .. new byte[15]]);
        writer.WriteInt32(0);
        writer.WriteStartArray(2);
        foreach ((string model, long release) in new[] { (first, firstRelease), (second, secondRelease) })
        {
            writer.WriteStartArray(2);
            writer.WriteTextString(model);
            writer.WriteInt64(release);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndArray();
        Assert.False(FloorStatementCodec.Decode(writer.Encode()).TryGet(out _, out FormatFault? fault));
        Assert.Equal(EvidenceReasons.FloorsMalformed, fault.Reason);
    }
}
