using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Core.Fingerprints;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>Fingerprints as <c>mlsec model baseline</c> searches for them: real inputs and inputs derived from them within their range, by which flipped copies they reveal.</summary>
internal static class ChosenInputs
{
    /// <summary>Fingerprints at most.</summary>
    public const int Most = 8;

    /// <summary>Flips of each class to choose by; others are measured on.</summary>
    public const int Each = 200;

    /// <summary>Searches; a candidate that other kernels answer with more than half of the allowed deviation is left out.</summary>
    public static IReadOnlyList<Tensor> Of(BenchModel model)
    {
        IReadOnlyList<BitFlip> flips = ChangedModels.Flips(model.Bytes, Each, 1);
        IReadOnlyList<IReadOnlyList<Tensor>> real = [.. model.Pool.Select(input => (IReadOnlyList<Tensor>)[input])];
        IReadOnlyList<IReadOnlyList<Tensor>> pool = [.. real, .. DerivedInputs.Make(real)];
        var search = new FingerprintSearch(pool, real.Count, Margins(pool), Fit(pool), Most);
        while (search.Next() is { Count: > 0 } next)
        {
            search.Take(Margins(next), Fit(next));
        }

        return Single(search.Chosen);

        RevealTable Margins(IReadOnlyList<IReadOnlyList<Tensor>> inputs) => ChangedModels.Margins(model.Bytes, flips, Single(inputs));

        Func<int, bool> Fit(IReadOnlyList<IReadOnlyList<Tensor>> inputs)
        {
            double[] steady = [.. ChangedModels.Run(model.Bytes, Single(inputs)).Zip(HonestBuild.Others[0].Run(model.Bytes, Single(inputs)), (a, b) => OutputMargin.Of(a, b, ChangedModels.Tolerance))];
            return candidate => steady[candidate] <= 0.5;
        }
    }

    private static IReadOnlyList<Tensor> Single(IReadOnlyList<IReadOnlyList<Tensor>> inputs) => [.. inputs.Select(input => input[0])];
}
