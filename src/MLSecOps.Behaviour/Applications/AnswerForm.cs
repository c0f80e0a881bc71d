using System.Buffers.Binary;
using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Applications;

/// <summary>Brings an application's answer into the form of the model's output, where that changes no value that the model can give.</summary>
internal static class AnswerForm
{
    /// <summary>The answer in the golden output's type and shape; as it is where that cannot be.</summary>
    /// <param name="given">Untrusted; its data has the length that its shape and type ask for.</param>
    /// <param name="golden">Whose form.</param>
    public static Tensor Fit(Tensor given, Tensor golden)
    {
        Tensor typed = Typed(given, golden.Type);
        return WithoutOnes(given.Shape).SequenceEqual(WithoutOnes(golden.Shape)) ? typed with { Shape = golden.Shape } : typed;
    }

    private static IEnumerable<long> WithoutOnes(IReadOnlyList<long> shape) => shape.Where(dimension => dimension != 1);

    private static Tensor Typed(Tensor given, ElementType type) =>
        given.Type == type ? given
        : ElementTypes.IsFloat(given.Type) && type is ElementType.Float32 or ElementType.Float64 ? Convert(given, type)
        : IsWhole(given.Type) && type is ElementType.Int64 or ElementType.Int32 ? Convert(given, type)
        : given;

    private static bool IsWhole(ElementType type) => !ElementTypes.IsFloat(type) && type is not (ElementType.Bool or ElementType.Text) && ElementTypes.Size(type) > 0;

    private static Tensor Convert(Tensor given, ElementType type)
    {
        var elements = new ElementReader(given);
        int size = ElementTypes.Size(type);
        byte[] data = new byte[elements.Count * size];
        for (int index = 0; index < elements.Count; index++)
        {
            Span<byte> at = data.AsSpan(index * size);
            switch (type)
            {
                case ElementType.Float32:
                    BinaryPrimitives.WriteSingleLittleEndian(at, (float)elements.Number(index));
                    break;
                case ElementType.Float64:
                    BinaryPrimitives.WriteDoubleLittleEndian(at, elements.Number(index));
                    break;
                default:
                    Int128 whole = elements.Whole(index);
                    if (whole < (type == ElementType.Int32 ? int.MinValue : long.MinValue) || whole > (type == ElementType.Int32 ? int.MaxValue : long.MaxValue))
                    {
                        return given;
                    }

                    WriteWhole(at, type, (long)whole);
                    break;
            }
        }

        return given with { Type = type, Data = data };
    }

    private static void WriteWhole(Span<byte> at, ElementType type, long whole)
    {
        if (type == ElementType.Int32)
        {
            BinaryPrimitives.WriteInt32LittleEndian(at, (int)whole);
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(at, whole);
        }
    }
}
