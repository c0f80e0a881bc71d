namespace MLSecOps.Core.Sanity;

/// <summary>What must hold between runs, or within one, whatever the right answer is.</summary>
public enum RelationKind
{
    /// <summary>Two rows in one run give what two runs of one row give.</summary>
    Batch = 0,

    /// <summary>Rows in another order give the same rows in that order.</summary>
    Order = 1,

    /// <summary>Along the last axis, elements sum to 1.</summary>
    SumToOne = 2,

    /// <summary>Every element is within two bounds.</summary>
    Range = 3,
}
