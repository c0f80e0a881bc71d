namespace MLSecOps.Formats.Attestation;

/// <summary>What one message, with all that is nested in it, may still have; and the first place of each liberty of spelling that our own messages do not take.</summary>
internal sealed class ItemBudget
{
    private int _left = AttestationLimits.Items;

    /// <summary>Offset of the first indefinite length; null when there is none.</summary>
    public long? Indefinite { get; set; }

    /// <summary>Offset of the first number that is longer than it need be; null when there is none.</summary>
    public long? Longer { get; set; }

    /// <summary>Counts one item.</summary>
    /// <returns>False when there were too many.</returns>
    public bool Spend() => _left-- > 0;
}
