using System.Buffers.Binary;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection;

/// <summary>Compares the initialisers of two models by name, byte by byte, and measures how far those moved that are floats. Memory: two windows.</summary>
internal static class WeightComparison
{
    private const int WindowBytes = 64 << 10;
    private const int MostListed = 32;

    internal static WeightDifference Of(ModelTables before, IByteSource beforeBytes, ModelTables after, IByteSource afterBytes)
    {
        Dictionary<string, TensorRow> old = Weights(before), now = Weights(after);
        int reshaped = 0, same = 0;
        List<WeightChange> changed = [];
        foreach ((string name, TensorRow tensor) in now)
        {
            if (!old.TryGetValue(name, out TensorRow was))
            {
                continue;
            }

            if (was.DataType != tensor.DataType || was.RawLength != tensor.RawLength || !before.Dimensions(was).SequenceEqual(after.Dimensions(tensor)))
            {
                reshaped++;
            }
            else if (Compare(name, was, beforeBytes, tensor, afterBytes) is { } change)
            {
                changed.Add(change);
            }
            else
            {
                same++;
            }
        }

        return new WeightDifference(
            now.Keys.Count(name => !old.ContainsKey(name)), old.Keys.Count(name => !now.ContainsKey(name)), reshaped, changed.Count, same,
            [.. changed.OrderByDescending(change => double.IsNaN(change.DifferenceNorm) ? double.PositiveInfinity : change.DifferenceNorm / Math.Max(change.Norm, double.Epsilon))
                .ThenBy(change => change.Name, StringComparer.Ordinal).Take(MostListed)]);
    }

    private static Dictionary<string, TensorRow> Weights(ModelTables model) => model.Graphs
        .SelectMany(graph => graph.Initializers).Select(row => model.Tensors[row])
        .DistinctBy(tensor => tensor.Name).ToDictionary(tensor => model.Names.Text(tensor.Name), StringComparer.Ordinal);

    private static WeightChange? Compare(string name, in TensorRow before, IByteSource beforeBytes, in TensorRow after, IByteSource afterBytes)
    {
        (long beforeStart, long length) = Data(before);
        (long afterStart, long afterLength) = Data(after);
        int width = before.RawLength >= 0 ? Math.Max(1, ElementTypes.Size(after.Type)) : after.TypedField == TensorProtoFields.FloatData ? sizeof(float) : 1;
        if (length != afterLength)
        {
            return new WeightChange(name, Math.Max(0, after.Elements), Math.Max(0, after.Elements), double.NaN, double.NaN);
        }

        byte[] old = new byte[WindowBytes], now = new byte[WindowBytes];
        long changed = 0;
        double norm = 0, difference = 0;
        for (long offset = 0; offset < length; offset += WindowBytes)
        {
            int count = (int)Math.Min(WindowBytes, length - offset);
            int read = Math.Min(beforeBytes.Read(beforeStart + offset, old.AsSpan(0, count)), afterBytes.Read(afterStart + offset, now.AsSpan(0, count)));
            for (int at = 0; at + width <= read; at += width)
            {
                ReadOnlySpan<byte> one = old.AsSpan(at, width), other = now.AsSpan(at, width);
                double value = Value(after.Type, width, one);
                norm += value * value;
                if (!one.SequenceEqual(other))
                {
                    changed++;
                    double moved = Value(after.Type, width, other) - value;
                    difference += moved * moved;
                }
            }
        }

        return changed == 0 ? null : new WeightChange(name, Math.Max(0, after.Elements), changed, Math.Sqrt(norm), Math.Sqrt(difference));
    }

    private static (long Start, long Length) Data(in TensorRow tensor) => tensor.RawLength >= 0 ? (tensor.RawStart, tensor.RawLength) : (tensor.TypedStart, tensor.TypedLength);

    private static double Value(ElementType type, int width, ReadOnlySpan<byte> bytes) => (type, width) switch
    {
        (ElementType.Float32, 4) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        (ElementType.Float64, 8) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        (ElementType.Float16, 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        _ => double.NaN,
    };
}
