namespace MLSecOps.Core.Sanity;

/// <summary>A relation that a publisher declares for one output.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Output">The model's output. Text from outside.</param>
/// <param name="Relative">rtol of <see cref="RelationKind.Batch"/> and <see cref="RelationKind.Order"/>, 0..1.</param>
/// <param name="Absolute">atol of these, and how far a sum may be from 1; at least 0.</param>
/// <param name="Low">Least element of <see cref="RelationKind.Range"/>.</param>
/// <param name="High">Largest element of it; at least <paramref name="Low"/>.</param>
public sealed record MetamorphicRelation(
    RelationKind Kind,
    string Output,
    double Relative = MetamorphicRelation.DefaultRelative,
    double Absolute = MetamorphicRelation.DefaultAbsolute,
    double Low = 0,
    double High = 0)
{
    /// <summary>Relative tolerance where the suite states none: right for 32-bit floats on one machine, where only the order of a sum may change.</summary>
    public const double DefaultRelative = 1e-5;

    /// <summary>Absolute tolerance where the suite states none.</summary>
    public const double DefaultAbsolute = 1e-5;

    /// <summary>Names a relation as suites and reports do.</summary>
    public static string Name(RelationKind kind) => kind switch
    {
        RelationKind.Batch => "batch",
        RelationKind.Order => "order",
        RelationKind.SumToOne => "sum-to-one",
        RelationKind.Range => "range",
        _ => throw new InvalidOperationException($"Relation {kind} has no name. This is a bug."),
    };

    /// <summary>The relation of a name; null for a name that is none.</summary>
    public static RelationKind? Find(string name) => name switch
    {
        "batch" => RelationKind.Batch,
        "order" => RelationKind.Order,
        "sum-to-one" => RelationKind.SumToOne,
        "range" => RelationKind.Range,
        _ => null,
    };
}
