using System.Diagnostics.CodeAnalysis;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Challenge;

/// <summary>All inputs of a declared challenge.</summary>
public static class ChallengeInputs
{
    /// <summary>Expands index 0, 1, 2… of a challenge.</summary>
    /// <param name="seed">Nonce, device and package; its index does not count.</param>
    /// <param name="challenge">As the package's suite declares it; untrusted.</param>
    /// <param name="inputs">By index, one tensor for each input of the model. At most <see cref="ChallengeLimits.MaxBytes"/> together.</param>
    /// <param name="fault">The check that failed, as <see cref="ChallengeExpansion.TryExpand"/> gives it.</param>
    /// <returns>Whether all were accepted.</returns>
    public static bool TryExpand(
        ChallengeSeed seed, ModelChallenge challenge, [NotNullWhen(true)] out IReadOnlyList<IReadOnlyList<Tensor>>? inputs, [NotNullWhen(false)] out Check? fault)
    {
        ArgumentNullException.ThrowIfNull(seed);
        ArgumentNullException.ThrowIfNull(challenge);
        List<IReadOnlyList<Tensor>> expanded = [];
        inputs = null;
        long bytes = 0;
        for (int index = 0; index < challenge.Count; index++)
        {
            if (!ChallengeExpansion.TryExpand(seed with { Index = index }, challenge.Inputs, out IReadOnlyList<Tensor>? tensors, out fault))
            {
                return false;
            }

            bytes += tensors.Sum(tensor => (long)tensor.Data.Length);
            if (bytes > ChallengeLimits.MaxBytes)
            {
                fault = Check.Fail("challenge.inputs", "", ChallengeReasons.TooLarge, $"at most {ChallengeLimits.MaxBytes} bytes of all inputs", $"{bytes} after {index + 1} of {challenge.Count}");
                return false;
            }

            expanded.Add(tensors);
        }

        inputs = expanded;
        fault = null;
        return true;
    }
}
