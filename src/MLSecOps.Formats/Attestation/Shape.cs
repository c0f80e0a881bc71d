namespace MLSecOps.Formats.Attestation;

/// <summary>What an item must be, and how it is shown.</summary>
internal abstract class Shape
{
    /// <summary>Reads an item: records what it says, or why it does not fit.</summary>
    public abstract bool Read(ClaimWalk walk, DataItem item);
}
