using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>Tensors of golden vectors. What is accepted has as many elements as its shape says, and survives writing and reading unchanged.</summary>
internal sealed class TensorTarget : FuzzTarget
{
    public override string Name => "tensor";

    public override IGrammar Grammar { get; } = new ProtobufGrammar();

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(TensorProtoReader.Read(input.Span), Check);

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        yield return ("valid-raw", TensorProtoWriter.Write(new Tensor("x", ElementType.Float32, [1, 4], new byte[16])));
        yield return ("valid-strings", TensorProtoWriter.Write(new Tensor("s", ElementType.Text, [2], default, ["a", "\u00e9"])));
        yield return ("valid-empty", TensorProtoWriter.Write(new Tensor("", ElementType.Int64, [0, 3], default)));
        yield return ("valid-packed-floats", [0x08, 2, 0x10, 1, .. ProtobufField.Of(4, new byte[8]), .. ProtobufField.Of(8, "y"u8)]);
        yield return ("valid-integers", [.. ProtobufField.Of(1, [1, 3]), 0x10, 6, 0x28, 1, 0x28, 2, 0x28, 0xff, 0xff, 0xff, 0xff, 0x0f]);
        yield return ("valid-longs", [0x08, 1, 0x10, 7, .. ProtobufField.Of(7, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1])]);
        yield return ("shape-without-elements", [0x08, 0x80, 0x80, 0x80, 0x20, 0x10, 1, 0x25, 0, 0, 0x80, 0x3f]);
        yield return ("external", [0x08, 1, 0x10, 1, 0x70, 1]);
    }

    private static void Check(Tensor tensor)
    {
        long count = tensor.Shape.Aggregate(1L, (product, dimension) => product * dimension);
        BrokenInvariantException.Unless(tensor.Shape.Count <= TensorLimits.MaxRank && tensor.Shape.All(dimension => dimension >= 0) && tensor.Name.Length <= TensorLimits.MaxNameBytes, "limits of a tensor");
        bool whole = tensor.Strings is { } strings
            ? tensor.Type == ElementType.Text && strings.Count == count && tensor.Data.IsEmpty
            : tensor.Data.Length == count * ElementTypes.Size(tensor.Type);
        BrokenInvariantException.Unless(whole, $"as many elements as the shape says: {count}");
        byte[] once = TensorProtoWriter.Write(tensor);
        Tensor again = TensorProtoReader.Read(once).Match(read => read, fault => throw new BrokenInvariantException($"what is written is read: {fault}"));
        BrokenInvariantException.UnlessSame(once, TensorProtoWriter.Write(again), "writing and reading changes nothing");
    }
}
