namespace MLSecOps.Core.Sanity;

/// <summary>What is compared between groups. All rates are 0..1.</summary>
public enum FairnessMeasure
{
    /// <summary>Largest less smallest share of rows that get the positive answer (demographic parity).</summary>
    SelectionDifference = 0,

    /// <summary>Largest less smallest share of truly positive rows that get it (equal opportunity).</summary>
    TruePositiveDifference = 1,

    /// <summary>Largest less smallest share of truly negative rows that get it.</summary>
    FalsePositiveDifference = 2,

    /// <summary>Smallest over largest share of rows that get the positive answer; "four fifths" asks for 0.8.</summary>
    SelectionRatio = 3,
}
