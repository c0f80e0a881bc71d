using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Numpy;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Numpy;

public sealed class NpyReaderTests
{
    // As numpy 1.24 writes numpy.arange(6, dtype=numpy.float32).reshape(2, 3).
    private static readonly byte[] Floats = Of("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", [.. Enumerable.Range(0, 6).SelectMany(value => BitConverter.GetBytes((float)value))]);

    [Fact]
    public void Reads_what_numpy_writes()
    {
        Tensor tensor = Good(Floats);

        Assert.Equal(ElementType.Float32, tensor.Type);
        Assert.Equal([2, 3], tensor.Shape);
        Assert.Equal(5f, BitConverter.ToSingle(tensor.Data.Span[20..]));
    }

    [Theory]
    [InlineData("<f2", ElementType.Float16, 2)]
    [InlineData("<f8", ElementType.Float64, 8)]
    [InlineData("|i1", ElementType.Int8, 1)]
    [InlineData("<i2", ElementType.Int16, 2)]
    [InlineData("<i4", ElementType.Int32, 4)]
    [InlineData("<i8", ElementType.Int64, 8)]
    [InlineData("|u1", ElementType.UInt8, 1)]
    [InlineData("<u2", ElementType.UInt16, 2)]
    [InlineData("<u4", ElementType.UInt32, 4)]
    [InlineData("<u8", ElementType.UInt64, 8)]
    [InlineData("|b1", ElementType.Bool, 1)]
    public void Reads_numbers_and_booleans(string descr, ElementType type, int size)
    {
        Tensor tensor = Good(Of($"{{'descr': '{descr}', 'fortran_order': False, 'shape': (3,), }}", new byte[3 * size]));
        Assert.Equal((type, 3 * size), (tensor.Type, tensor.Data.Length));
        Assert.Empty(Good(Of($"{{'descr': '{descr}', 'fortran_order': False, 'shape': (), }}", new byte[size])).Shape);
        Assert.True(Good(Of($"{{'descr': '{descr}', 'fortran_order': False, 'shape': (0, 7), }}", [])).Data.IsEmpty);
    }

    [Fact]
    public void Versions_2_and_3_have_a_longer_length()
    {
        byte[] head = Encoding.ASCII.GetBytes("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }\n");
        foreach (byte version in (byte[])[2, 3])
        {
            Assert.Equal([4, 5], Good([0x93, .. "NUMPY"u8, version, 0, (byte)head.Length, 0, 0, 0, .. head, 4, 5]).Data.ToArray());
        }
    }

    [Theory]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (2, 3), }")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), }")]
    [InlineData("{'descr': '<U3', 'fortran_order': False, 'shape': (2, 3), }")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3), }")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, -3), }")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807), }")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'shape': (2, 3), }")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'more': 1, }")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': __import__('os').system('true')}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } junk")]
    [InlineData("")]
    public void Anything_else_is_a_fault(string header) => Assert.Equal(BaselineReasons.NpyMalformed, Bad(Of(header, new byte[24])).Reason);

    [Fact]
    [RedTeam("G6", "Cuts an array short, states another length, flips its bits", typeof(NpyReader), "NPY_MALFORMED")]
    public void Every_cut_is_a_fault_and_no_flipped_bit_throws()
    {
        for (int length = 0; length < Floats.Length; length++)
        {
            Assert.Equal(BaselineReasons.NpyMalformed, Bad(Floats[..length]).Reason);
        }

        Bad([.. Floats, 0]);
        int read = 0;
        for (int bit = 0; bit < Floats.Length * 8; bit++)
        {
            byte[] flipped = [.. Floats];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            read += NpyReader.Read(flipped).TryGet(out _, out _) ? 1 : 0;
        }

        Assert.InRange(read, 24 * 8, Floats.Length * 8);
    }

    private static byte[] Of(string header, byte[] elements)
    {
        byte[] head = Encoding.ASCII.GetBytes(header.PadRight(117) + "\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)head.Length, (byte)(head.Length >> 8), .. head, .. elements];
    }

    private static Tensor Good(byte[] file) => NpyReader.Read(file).Match(tensor => tensor, fault => throw new Xunit.Sdk.XunitException(fault.ToString()));

    private static FormatFault Bad(byte[] file) => NpyReader.Read(file).Match(_ => throw new Xunit.Sdk.XunitException("was read"), fault => fault);
}
