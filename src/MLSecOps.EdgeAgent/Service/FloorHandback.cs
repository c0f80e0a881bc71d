using MLSecOps.Formats.Eat;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>What is done with release floors that the hub hands back (G2).</summary>
/// <param name="AreLost">True while they are lost, and the hub may.</param>
/// <param name="Adopt">Takes them as a minimum; false when the disk refuses.</param>
internal sealed record FloorHandback(Func<bool> AreLost, Func<IReadOnlyList<ModelFloor>, bool> Adopt);
