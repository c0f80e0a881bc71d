using MLSecOps.Worker;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>What fingerprints and challenges reveal of real changes to real models, and what watching applications costs.</summary>
internal static class BehaviourBench
{
    /// <summary>Measures all of it; a line for each part.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync() => [.. await Task.Run(OfModels), .. TapBench.Run(), .. await OpenModelBench.RunAsync()];

    private static IReadOnlyList<Figure> OfModels()
    {
        if (Digits.Model("mnist") is null)
        {
            return [new Figure("fingerprints and challenges", null, "", null, Note: TestKit.SharedVectors.Absent)];
        }

        InferenceEngine.Load();
        return
        [
            .. FingerprintFigures.Measure(),
            .. TwinFigures.Measure(),
            .. ChallengeFigures.Measure(),
        ];
    }
}
