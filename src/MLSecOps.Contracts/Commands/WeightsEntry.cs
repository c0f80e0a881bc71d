namespace MLSecOps.Contracts.Commands;

/// <summary>Counts of initialisers, in JSON: only in the new, only in the old, of another type or shape, with other bytes, equal; and those that changed most.</summary>
public sealed record WeightsEntry(int Added, int Removed, int Reshaped, int Changed, int Same, IReadOnlyList<WeightEntry> Largest);
