using System.Buffers.Binary;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>Writes elements of tensors whose values may be changed: float16, float32 and float64. Whole numbers, booleans and strings may be indices.</summary>
internal static class FloatElements
{
    /// <summary>Whether a tensor has such elements.</summary>
    public static bool AreIn(Tensor tensor) => tensor.Type is ElementType.Float16 or ElementType.Float32 or ElementType.Float64;

    /// <summary>A tensor of the same name, type and shape with other values, each rounded to the type.</summary>
    public static Tensor Write(Tensor like, double[] values)
    {
        int size = ElementTypes.Size(like.Type);
        byte[] data = new byte[values.Length * size];
        for (int index = 0; index < values.Length; index++)
        {
            Span<byte> at = data.AsSpan(index * size, size);
            switch (like.Type)
            {
                case ElementType.Float16: BinaryPrimitives.WriteHalfLittleEndian(at, (Half)values[index]); break;
                case ElementType.Float32: BinaryPrimitives.WriteSingleLittleEndian(at, (float)values[index]); break;
                default: BinaryPrimitives.WriteDoubleLittleEndian(at, values[index]); break;
            }
        }

        return like with { Data = data };
    }
}
