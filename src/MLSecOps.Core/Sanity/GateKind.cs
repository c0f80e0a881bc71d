namespace MLSecOps.Core.Sanity;

/// <summary>Which rows a gate counts.</summary>
public enum GateKind
{
    /// <summary>Rows as they come in practice.</summary>
    Labelled = 0,

    /// <summary>Rows that were changed to mislead the model.</summary>
    Robust = 1,
}
