using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Tap;

/// <summary>What is said of a tensor beside its content, for writing.</summary>
/// <param name="role">Input or output.</param>
/// <param name="index">Position among those of the call.</param>
/// <param name="type">A known element type.</param>
/// <param name="shape">At most <see cref="TapLimits.Rank"/> dimensions, each 0..2^32-1.</param>
/// <param name="name">At most <see cref="TapLimits.NameBytes"/> bytes of UTF-8; empty for none.</param>
public readonly ref struct TapTensorHead(TapRole role, ushort index, ElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> name = default)
{
    /// <summary>Input or output.</summary>
    public TapRole Role { get; } = role;

    /// <summary>Position among those of the call.</summary>
    public ushort Index { get; } = index;

    /// <summary>Element type.</summary>
    public ElementType Type { get; } = type;

    /// <summary>Dimensions.</summary>
    public ReadOnlySpan<long> Shape { get; } = shape;

    /// <summary>Name, UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;
}
