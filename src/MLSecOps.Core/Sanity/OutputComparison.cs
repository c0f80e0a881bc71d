using MLSecOps.Core.Tensors;

namespace MLSecOps.Core.Sanity;

/// <summary>One output of one vector held against its golden value.</summary>
/// <param name="Vector">The vector's folder. Text from outside.</param>
/// <param name="Output">The output's name. Text from outside.</param>
/// <param name="Type">The golden element type.</param>
/// <param name="Tolerance">What was allowed.</param>
/// <param name="Passed">Whether it is within that; for <see cref="ToleranceMetric.Top1"/> only the shape, the type and the finite elements are judged here, the agreement over all vectors.</param>
/// <param name="Elements">Number of golden elements.</param>
/// <param name="Mismatches">Elements outside rtol and atol, whatever the metric.</param>
/// <param name="Worst">The worst element; null where shape or type differ, where there is no element, or where all are identical.</param>
/// <param name="MaxAbsolute">Largest |a - b|; null where an element is finite on one side only, and for strings.</param>
/// <param name="MaxRelative">Largest |a - b| / |b| over b != 0; null as above.</param>
/// <param name="MaxUlp">Largest distance in units in the last place; null for types without.</param>
/// <param name="Cosine">Cosine similarity; null where not defined.</param>
/// <param name="RequiredAbsolute">The least atol that would have passed with the stated rtol; null where none would.</param>
/// <param name="RequiredRelative">The least rtol that would have passed with the stated atol; null where none would.</param>
/// <param name="Rows">Rows along the last axis.</param>
/// <param name="RowsAgreeing">Rows whose largest element is at the same place.</param>
public sealed record OutputComparison(
    string Vector,
    string Output,
    ElementType Type,
    OutputTolerance Tolerance,
    bool Passed,
    long Elements,
    long Mismatches,
    WorstElement? Worst,
    double? MaxAbsolute,
    double? MaxRelative,
    ulong? MaxUlp,
    double? Cosine,
    double? RequiredAbsolute,
    double? RequiredRelative,
    long Rows,
    long RowsAgreeing);
