namespace MLSecOps.Formats.Inspection;

/// <summary>What changed in the weights.</summary>
/// <param name="Added">Initialisers that only the new model has.</param>
/// <param name="Removed">Initialisers that only the old model has.</param>
/// <param name="Reshaped">Initialisers of another type or shape.</param>
/// <param name="Changed">Initialisers of the same type and shape with other bytes.</param>
/// <param name="Same">Initialisers that are equal byte by byte.</param>
/// <param name="Largest">The most changed, by norm of the difference relative to the norm of the old; at most 32.</param>
public sealed record WeightDifference(int Added, int Removed, int Reshaped, int Changed, int Same, IReadOnlyList<WeightChange> Largest);
