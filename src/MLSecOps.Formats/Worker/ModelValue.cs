using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Worker;

/// <summary>One input or output as the engine declares it. Untrusted.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type; <see cref="ElementType.Undefined"/> for what is no tensor of a known type.</param>
/// <param name="Shape">Dimensions; -1 for one that the model leaves open.</param>
public sealed record ModelValue(string Name, ElementType Type, IReadOnlyList<long> Shape)
{
    /// <summary>Whether a dimension is left open.</summary>
    public bool IsOpen => Shape.Any(dimension => dimension < 0);

    /// <summary>Whether a shape is one that this declares.</summary>
    public bool Takes(IReadOnlyList<long> shape) =>
        shape.Count == Shape.Count && shape.Zip(Shape).All(pair => pair.Second < 0 ? pair.First > 0 : pair.First == pair.Second);
}
