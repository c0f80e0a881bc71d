namespace MLSecOps.Core.Sanity;

/// <summary>How an output is held against its golden value.</summary>
public enum ToleranceMetric
{
    /// <summary>Every element: |a - b| &lt;= atol + rtol * |b|, b being the golden value. The default.</summary>
    Elementwise = 0,

    /// <summary>Cosine similarity of the whole output, for quantised models.</summary>
    Cosine = 1,

    /// <summary>The index of the largest element along the last axis agrees in a stated share of all rows of the suite. Weak alone: it sees about one weight change in a hundred.</summary>
    Top1 = 2,
}
