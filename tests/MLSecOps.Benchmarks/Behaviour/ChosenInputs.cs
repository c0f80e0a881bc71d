using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>Fingerprints as <c>mlsec model baseline</c> chooses them: real inputs and inputs derived from them within their range, by which flipped copies they reveal.</summary>
internal static class ChosenInputs
{
    /// <summary>Fingerprints at most.</summary>
    public const int Most = 8;

    /// <summary>Flips of each class to choose by; others are measured on.</summary>
    public const int Each = 200;

    /// <summary>Chooses; a candidate that other kernels answer with more than half of the allowed deviation is left out.</summary>
    public static IReadOnlyList<Tensor> Of(BenchModel model)
    {
        IReadOnlyList<Tensor> real = model.Pool;
        IReadOnlyList<Tensor> pool = [.. real, .. DerivedInputs.Make([.. real.Select(input => (IReadOnlyList<Tensor>)[input])]).Select(input => input[0])];
        double[] steady = [.. ChangedModels.Run(model.Bytes, pool).Zip(HonestBuild.Others[0].Run(model.Bytes, pool), (a, b) => OutputMargin.Of(a, b, ChangedModels.Tolerance))];
        RevealTable table = ChangedModels.Margins(model.Bytes, ChangedModels.Flips(model.Bytes, Each, 1), pool);
        return [.. FingerprintSelection.Choose(table, Most, candidate => steady[candidate] <= 0.5).Select(index => pool[index])];
    }
}
