namespace MLSecOps.Formats.Inspection.Flow;

/// <summary>How a decision meets the data.</summary>
internal enum MergeKind
{
    /// <summary>It says which of two values goes on.</summary>
    Switch,

    /// <summary>It is multiplied with, added to or otherwise mixed into the data.</summary>
    Arithmetic,

    /// <summary>It says at which place the data are taken.</summary>
    Index,

    /// <summary>It says where values are written into the data, or which.</summary>
    Write,

    /// <summary>It changes the weights that the data are multiplied with.</summary>
    Weights,
}

/// <summary>A point where a decision meets data.</summary>
/// <param name="Point">Where.</param>
/// <param name="Kind">How.</param>
/// <param name="Control">The point of the decision.</param>
/// <param name="Clean">The point of the data that would go on without it.</param>
/// <param name="Other">The point of what can take its place; -1 when it came with the decision.</param>
/// <param name="Payload">What takes its place.</param>
/// <param name="IsOtherDeep">Whether what takes its place comes from the network as well.</param>
internal readonly record struct Merge(int Point, MergeKind Kind, int Control, int Clean, int Other, Payload Payload, bool IsOtherDeep);
