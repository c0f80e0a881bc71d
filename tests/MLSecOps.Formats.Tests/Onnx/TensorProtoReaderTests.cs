using System.Runtime.InteropServices;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Onnx;

public sealed class TensorProtoReaderTests
{
    // dims 1, data_type 2, name 8, raw_data 9; tags 08 10 42 4A.
    [Fact]
    public void Raw_data()
    {
        Tensor tensor = Good("0802" + "1001" + "420158" + "4A08" + "0000803F" + "000000C0");
        Assert.Equal(("X", ElementType.Float32), (tensor.Name, tensor.Type));
        Assert.Equal([2L], tensor.Shape);
        Assert.Equal([1f, -2f], MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray());
    }

    [Theory]
    [InlineData("0802" + "1001" + "2208" + "0000803F000000C0", "0000803F000000C0")] // float_data, packed
    [InlineData("0802" + "1001" + "250000803F" + "25000000C0", "0000803F000000C0")] // float_data, one by one
    [InlineData("0802" + "1001" + "250000803F" + "2204000000C0", "0000803F000000C0")] // mixed
    [InlineData("0A0102" + "1001" + "2208" + "0000803F000000C0", "0000803F000000C0")] // packed dims
    [InlineData("0801" + "100B" + "5208000000000000F03F", "000000000000F03F")] // double_data
    [InlineData("0802" + "1007" + "3A0B" + "01" + "FFFFFFFFFFFFFFFFFF01", "0100000000000000FFFFFFFFFFFFFFFF")] // int64_data
    [InlineData("0802" + "1006" + "2A0B" + "01" + "FFFFFFFFFFFFFFFFFF01", "01000000FFFFFFFF")] // int32 in int32_data
    [InlineData("0802" + "1003" + "2A0B" + "7F" + "80FFFFFFFFFFFFFFFF01", "7F80")] // int8
    [InlineData("0802" + "1002" + "2A03" + "7F" + "FF01", "7FFF")] // uint8
    [InlineData("0802" + "1009" + "2A020100", "0100")] // bool
    [InlineData("0801" + "100A" + "2A028078", "003C")] // float16 1.0 = 0x3C00
    [InlineData("0801" + "1010" + "2A03807F", "803F", true)] // bfloat16: a packed length that runs over
    [InlineData("0801" + "1010" + "2A02807F", "803F")] // bfloat16 1.0 = 0x3F80
    [InlineData("0801" + "1004" + "2A03FFFF03", "FFFF")] // uint16
    [InlineData("0801" + "100C" + "5A05FFFFFFFF0F", "FFFFFFFF")] // uint32 in uint64_data
    [InlineData("0801" + "100D" + "5AFFFF", "", true)]
    [InlineData("0801" + "100D" + "5A0AFFFFFFFFFFFFFFFFFF01", "FFFFFFFFFFFFFFFF")] // uint64
    public void Typed_fields(string hex, string data, bool broken = false)
    {
        if (broken)
        {
            Assert.NotNull(Bad(hex));
            return;
        }

        Assert.Equal(data, Convert.ToHexString(Good(hex).Data.Span));
    }

    [Fact]
    public void Scalars_empty_tensors_and_strings()
    {
        Assert.Empty(Good("1001" + "4A040000803F").Shape);
        Assert.Equal(0, Good("0803" + "0800" + "1001").Data.Length);
        Assert.Equal(0, Good("0803" + "0800" + "1001" + "4A00").Data.Length);
        Assert.Equal(0, Good("08FFFFFFFFFFFFFFFF7F" + "0800" + "1001").Data.Length);
        Assert.Equal(["a", "é", ""], Good("0803" + "1008" + "320161" + "3202C3A9" + "3200").Strings!);
    }

    [Fact]
    public void The_last_of_a_repeated_single_field_counts()
    {
        Tensor tensor = Good("0801" + "1002" + "1001" + "4A0100" + "4A040000803F" + "420141" + "420142");
        Assert.Equal(("B", ElementType.Float32, 4), (tensor.Name, tensor.Type, tensor.Data.Length));
    }

    [Fact]
    public void Unknown_fields_are_skipped() => Assert.Equal(4, Good("6203646F63" + "F80601" + "0801" + "1001" + "4A040000803F").Data.Length);

    [Theory]
    [InlineData("0802" + "1001" + "4A040000803F")] // too little raw data
    [InlineData("0801" + "1001" + "4A080000803F00000000")] // too much
    [InlineData("0801" + "1001" + "4A040000803F" + "250000803F")] // raw and typed
    [InlineData("0801" + "1001" + "2A0101")] // elements in another type's field
    [InlineData("0801" + "1001")] // no elements
    [InlineData("0802" + "1001" + "250000803F")] // too few
    [InlineData("0801" + "1001" + "250000803F250000803F")] // too many
    [InlineData("0801" + "1009" + "4A0102")] // a boolean of 2
    [InlineData("0801" + "1009" + "2A0102")]
    [InlineData("0801" + "1002" + "2A028002")] // 256 as uint8
    [InlineData("08FFFFFFFFFFFFFFFFFF01" + "1001")] // a negative dimension
    [InlineData("0801" + "1001" + "4A040000803F" + "1A00")] // a segment
    [InlineData("0801" + "1008")] // no string
    [InlineData("0801" + "1008" + "3202C328")] // not UTF-8
    [InlineData("0801" + "1001" + "4202C328" + "4A040000803F")] // a name that is not UTF-8
    [InlineData("0801" + "1001" + "220500803F0000")] // packed floats of 5 bytes
    [InlineData("0801" + "1001" + "2001")] // float_data as varint
    public void Contradictions(string hex) => Assert.Contains(Bad(hex).Reason, new[] { RehearsalReasons.TensorMalformed, RehearsalReasons.ProtobufMalformed });

    [Theory]
    [InlineData("0880808080081080808008" + "08808080800808808080800808808080800810" + "01")]
    [InlineData("08FFFFFFFFFFFFFFFF7F" + "0802" + "1001")]
    [InlineData("08FFFFFFFFFFFFFFFF7F" + "1008")]
    public void Shapes_that_overflow(string hex) => Assert.Contains(Bad(hex).Reason, new[] { RehearsalReasons.TooLarge, RehearsalReasons.TensorTypeUnsupported });

    [Fact]
    public void Types_and_places_that_are_not_supported()
    {
        Assert.Equal(RehearsalReasons.TensorTypeUnsupported, Bad("0801" + "100E" + "4A080000803F00000000").Reason);
        Assert.Equal(RehearsalReasons.TensorTypeUnsupported, Bad("").Reason);
        Assert.Equal(RehearsalReasons.ExternalDataMissing, Bad("0801" + "1001" + "7001").Reason);
    }

    [Fact]
    public void Reads_what_the_writer_writes()
    {
        foreach (ElementType type in Enum.GetValues<ElementType>().Where(type => ElementTypes.Size(type) > 0))
        {
            var tensor = new Tensor("n", type, [3, 1], new byte[3 * ElementTypes.Size(type)]);
            Tensor read = Good(Convert.ToHexString(TensorProtoWriter.Write(tensor)));
            Assert.Equal((tensor.Name, tensor.Type), (read.Name, read.Type));
            Assert.Equal(tensor.Shape, read.Shape);
            Assert.Equal(tensor.Data.ToArray(), read.Data.ToArray());
        }

        Tensor text = Good(Convert.ToHexString(TensorProtoWriter.Write(new Tensor("", ElementType.Text, [2], default, ["ü", ""]))));
        Assert.Equal(["ü", ""], text.Strings!);
    }

    [Theory]
    [InlineData("0802" + "1001" + "420158" + "4A08" + "0000803F" + "000000C0")]
    [InlineData("0A0102" + "1001" + "2208" + "0000803F000000C0")]
    [InlineData("0803" + "1008" + "320161" + "3202C3A9" + "3200")]
    [InlineData("0802" + "1007" + "3A0B" + "01" + "FFFFFFFFFFFFFFFFFF01")]
    public void Cut_or_flipped_input_never_throws_and_a_tensor_always_fits_its_shape(string hex)
    {
        byte[] good = Convert.FromHexString(hex);
        for (int length = 0; length < good.Length; length++)
        {
            AssertConsistent(good[..length]);
        }

        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] flipped = [.. good];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertConsistent(flipped);
        }
    }

    /// <summary>Found by fuzzing: 13 bytes with a shape of 2^26 floats and one of them reserved 256 MiB before the elements were counted.</summary>
    [Fact]
    [RedTeam("G6", "Reserves 256 MiB by a tensor's shape in 13 bytes", typeof(TensorProtoReader), "TENSOR_MALFORMED")]
    public void A_shape_alone_reserves_no_memory()
    {
        Bad("0880808020" + "1001" + "250000803F");
        long before = GC.GetAllocatedBytesForCurrentThread();
        FormatFault fault = Bad("0880808020" + "1001" + "250000803F");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 10);
        Assert.Equal(RehearsalReasons.TensorMalformed, fault.Reason);
    }

    private static void AssertConsistent(byte[] input)
    {
        if (TensorProtoReader.Read(input).TryGet(out Tensor? tensor, out _))
        {
            long count = tensor.Shape.Aggregate(1L, (product, dimension) => product * dimension);
            Assert.Equal(count, tensor.Strings?.Count ?? tensor.Data.Length / ElementTypes.Size(tensor.Type));
        }
    }

    private static Tensor Good(string hex) => TensorProtoReader.Read(Convert.FromHexString(hex)).Match(
        tensor => tensor, fault => throw new Xunit.Sdk.XunitException($"{fault.Reason} at {fault.Offset}: {fault.Expected}, found {fault.Found}"));

    private static FormatFault Bad(string hex) => TensorProtoReader.Read(Convert.FromHexString(hex)).Match(
        _ => throw new Xunit.Sdk.XunitException("was read"), fault => fault);
}
