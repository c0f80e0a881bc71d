using System.Text;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Numpy;
using MLSecOps.Formats.Onnx;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>Arrays as NumPy writes them. What is accepted has as many elements as its shape says, and is a tensor that can be written and read.</summary>
internal sealed class NpyTarget : FuzzTarget
{
    public override string Name => "npy";

    public override IGrammar? Grammar => null;

    public override int LeastOutcomes => 4;

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(NpyReader.Read(input.Span), Check);

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        yield return ("valid-floats", Of("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", new byte[24]));
        yield return ("valid-scalar", Of("{'descr': '<i8', 'fortran_order': False, 'shape': (), }", new byte[8]));
        yield return ("valid-booleans", Of("{'shape': (2,), 'fortran_order': False, 'descr': \"|b1\"}", [0, 1]));
        yield return ("fortran-order", Of("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", new byte[24]));
    }

    private static byte[] Of(string header, byte[] elements) => [0x93, .. "NUMPY"u8, 1, 0, (byte)(header.Length + 1), 0, .. Encoding.ASCII.GetBytes(header + "\n"), .. elements];

    private static void Check(Tensor tensor)
    {
        long count = tensor.Shape.Aggregate(1L, (product, dimension) => product * dimension);
        BrokenInvariantException.Unless(tensor.Data.Length == count * ElementTypes.Size(tensor.Type) && tensor.Shape.Count <= TensorLimits.MaxRank, "as many elements as the shape says");
        Tensor again = TensorProtoReader.Read(TensorProtoWriter.Write(tensor)).Match(read => read, fault => throw new BrokenInvariantException($"what is written is read: {fault}"));
        BrokenInvariantException.UnlessSame(again.Data.ToArray(), tensor.Data.ToArray(), "writing and reading changes nothing");
    }
}
