namespace MLSecOps.Core.Tensors;

/// <summary>A dense tensor by value.</summary>
/// <param name="Name">Input or output name; may be empty. Text from outside.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Dimensions, each at least 0; empty for a scalar.</param>
/// <param name="Data">Elements in row-major order, little-endian, exactly product(shape) x element size bytes; empty when <paramref name="Strings"/> holds the elements.</param>
/// <param name="Strings">The elements of a <see cref="ElementType.Text"/> tensor; null otherwise.</param>
public sealed record Tensor(string Name, ElementType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data, IReadOnlyList<string>? Strings = null);
