using MLSecOps.Worker;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>What fingerprints and challenges reveal of real changes to real models.</summary>
internal static class BehaviourBench
{
    /// <summary>Measures all of it; a line for each part.</summary>
    public static IReadOnlyList<Figure> Run()
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
