using System.Runtime.InteropServices;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Tests.Sanity;

/// <summary>Short ways to write tensors and tolerances.</summary>
internal static class Tensors
{
    public static Tensor Of<T>(ElementType type, params T[] values)
        where T : unmanaged => new("out", type, [values.Length], MemoryMarshal.AsBytes<T>(values).ToArray());

    public static Tensor Floats(params float[] values) => Of(ElementType.Float32, values);

    public static Tensor Doubles(params double[] values) => Of(ElementType.Float64, values);

    public static Tensor Halves(params Half[] values) => Of(ElementType.Float16, values);

    public static Tensor BFloats(params float[] values) =>
        Of(ElementType.BFloat16, [.. values.Select(value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))]);

    public static Tensor Texts(params string[] values) => new("out", ElementType.Text, [values.Length], default, values);

    public static Tensor Shaped(this Tensor tensor, params long[] shape) => tensor with { Shape = shape };

    public static OutputTolerance Elementwise(double relative, double absolute) => new("default", "out", ToleranceMetric.Elementwise, relative, absolute);
}
