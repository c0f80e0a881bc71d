using MLSecOps.Worker;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>What fingerprints and challenges reveal of real changes to a real model.</summary>
internal static class BehaviourBench
{
    public static async Task<IReadOnlyList<Figure>> RunAsync() => [.. await Task.Run(Run), .. await OpenModelBench.RunAsync()];

    private static IReadOnlyList<Figure> Run()
    {
        if (Digits.Model("mnist") is not { } model)
        {
            return [new Figure("fingerprints and challenges", null, "", null, Note: TestKit.SharedVectors.Absent), .. TapBench.Run()];
        }

        InferenceEngine.Load();
        return [.. ChallengeFigures.Measure(model), .. FingerprintFigures.Measure(model), .. TapBench.Run()];
    }
}
