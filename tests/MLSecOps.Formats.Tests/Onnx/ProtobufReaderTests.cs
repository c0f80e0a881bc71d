using MLSecOps.Core.Findings;
using MLSecOps.Formats.Onnx;

namespace MLSecOps.Formats.Tests.Onnx;

/// <summary>Bytes worked out from the protobuf encoding specification.</summary>
public sealed class ProtobufReaderTests
{
    [Theory]
    [InlineData("00", 0ul)]
    [InlineData("9601", 150ul)]
    [InlineData("808000", 0ul)]
    [InlineData("FFFFFFFFFFFFFFFFFF01", ulong.MaxValue)]
    [InlineData("FFFFFFFFFFFFFFFFFF7F", ulong.MaxValue)]
    public void Varints(string hex, ulong expected)
    {
        var reader = new ProtobufReader(Convert.FromHexString(hex));
        Assert.True(reader.TryReadVarint(out ulong value));
        Assert.Equal(expected, value);
        Assert.True(reader.AtEnd);
    }

    [Theory]
    [InlineData("80")]
    [InlineData("FFFFFFFFFFFFFFFFFFFF01")]
    public void Varints_without_end(string hex)
    {
        var reader = new ProtobufReader(Convert.FromHexString(hex));
        Assert.False(reader.TryReadVarint(out _));
        Assert.Equal(RehearsalReasons.ProtobufMalformed, reader.Fault!.Reason);
    }

    [Theory]
    [InlineData("00")] // field number 0
    [InlineData("0F")] // wire type 7
    [InlineData("0E")] // wire type 6
    [InlineData("8080808080800008")] // a tag of more than five bytes
    [InlineData("F8FFFFFF7F00")] // a tag above 32 bits
    public void Tags_that_are_none(string hex)
    {
        var reader = new ProtobufReader(Convert.FromHexString(hex));
        Assert.False(reader.TryReadTag(out _, out _));
        Assert.NotNull(reader.Fault);
    }

    [Fact]
    public void Fields_of_every_wire_type_are_read_and_skipped()
    {
        byte[] message = Convert.FromHexString("089601" + "1101020304050607081A036162632D01020304" + "33" + "0801" + "3B" + "3C" + "34");
        var reader = new ProtobufReader(message);
        List<(int, WireType)> fields = [];
        while (reader.TryReadTag(out int field, out WireType type) && reader.TrySkip(field, type))
        {
            fields.Add((field, type));
        }

        Assert.Null(reader.Fault);
        Assert.Equal([(1, WireType.Varint), (2, WireType.Fixed64), (3, WireType.Length), (5, WireType.Fixed32), (6, WireType.StartGroup)], fields);
    }

    [Theory]
    [InlineData("33")] // a group without end
    [InlineData("333C")] // the end of another group
    [InlineData("34")] // an end alone
    [InlineData("1A0461")] // a length beyond the input
    [InlineData("1AFFFFFFFFFFFFFFFFFF01")] // a length of 2^64-1
    public void Broken_fields(string hex)
    {
        var reader = new ProtobufReader(Convert.FromHexString(hex));
        Assert.True(reader.TryReadTag(out int field, out WireType type));
        Assert.False(reader.TrySkip(field, type));
        Assert.NotNull(reader.Fault);
        Assert.False(reader.TryReadTag(out _, out _));
    }

    [Fact]
    public void Groups_and_messages_deeper_than_the_limit_are_refused()
    {
        byte[] groups = [.. Enumerable.Repeat((byte)0x33, ProtobufReader.MaxDepth + 1), .. Enumerable.Repeat((byte)0x34, ProtobufReader.MaxDepth + 1)];
        var reader = new ProtobufReader(groups);
        Assert.True(reader.TryReadTag(out int field, out WireType type));
        Assert.False(reader.TrySkip(field, type));

        byte[] nested = [];
        for (int level = 0; level <= ProtobufReader.MaxDepth; level++)
        {
            nested = nested.Length < 0x80 ? [0x0A, (byte)nested.Length, .. nested] : [0x0A, (byte)(nested.Length | 0x80), (byte)(nested.Length >> 7), .. nested];
        }

        Assert.Equal(ProtobufReader.MaxDepth, Depth(new ProtobufReader(nested)));
    }

    [Fact]
    public void A_fault_says_the_absolute_offset_of_its_field()
    {
        var reader = new ProtobufReader(Convert.FromHexString("0800" + "1204" + "0800" + "1209"));
        reader.TryReadTag(out _, out _);
        reader.TryReadVarint(out _);
        reader.TryReadTag(out _, out _);
        Assert.True(reader.TryEnter(out ProtobufReader nested));
        nested.TryReadTag(out _, out _);
        nested.TryReadVarint(out _);
        nested.TryReadTag(out _, out _);
        Assert.False(nested.TryReadBytes(out _));
        Assert.Equal(6, nested.Fault!.Offset);
        Assert.False(reader.TryLeave(nested));
        Assert.Equal(6, reader.Fault!.Offset);
    }

    private static int Depth(ProtobufReader reader) =>
        reader.TryReadTag(out _, out _) && reader.TryEnter(out ProtobufReader nested) ? 1 + Depth(nested) : 0;
}
