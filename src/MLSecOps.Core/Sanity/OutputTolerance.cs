namespace MLSecOps.Core.Sanity;

/// <summary>How far an output may be from its golden value on one execution profile.</summary>
/// <param name="Profile">Execution profile such as <c>x64-cpu</c> or <c>arm64-cpu</c>; <see cref="AnyProfile"/> for all.</param>
/// <param name="Output">The model's output; <see cref="AnyOutput"/> for every floating-point output.</param>
/// <param name="Metric">How they are compared.</param>
/// <param name="Relative">rtol, 0..1.</param>
/// <param name="Absolute">atol, finite, at least 0.</param>
/// <param name="MinCosine">Least cosine similarity, -1..1; used by <see cref="ToleranceMetric.Cosine"/>.</param>
/// <param name="MinAgreement">Least share of agreeing rows, 0..1; used by <see cref="ToleranceMetric.Top1"/>.</param>
public sealed record OutputTolerance(
    string Profile,
    string Output,
    ToleranceMetric Metric,
    double Relative,
    double Absolute,
    double MinCosine = OutputTolerance.DefaultMinCosine,
    double MinAgreement = 1)
{
    /// <summary>The profile that stands for all.</summary>
    public const string AnyProfile = "default";

    /// <summary>The output name that stands for every floating-point output.</summary>
    public const string AnyOutput = "*";

    /// <summary>Relative tolerance of floats where the suite states none: right across CPU architectures for 32-bit floats.</summary>
    public const double DefaultRelative = 1e-3;

    /// <summary>Absolute tolerance of floats where the suite states none.</summary>
    public const double DefaultAbsolute = 1e-4;

    /// <summary>Least cosine similarity where the suite states none.</summary>
    public const double DefaultMinCosine = 0.997;

    /// <summary>What holds for a floating-point output that the suite does not mention.</summary>
    public static OutputTolerance DefaultFloat { get; } = new(AnyProfile, AnyOutput, ToleranceMetric.Elementwise, DefaultRelative, DefaultAbsolute);

    /// <summary>What holds for integers, strings and booleans that the suite does not mention.</summary>
    public static OutputTolerance Exact { get; } = new(AnyProfile, AnyOutput, ToleranceMetric.Elementwise, 0, 0);
}
