using Microsoft.ML.OnnxRuntime;
using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker;

/// <summary>Holds one copy of a model against the model itself, input by input.</summary>
internal sealed class MarginRow(ModelItself original, RevealPlan plan)
{
    private readonly OutputTolerance _tolerance = new(OutputTolerance.AnyProfile, OutputTolerance.AnyOutput, ToleranceMetric.Elementwise, plan.Relative, plan.Absolute);

    /// <summary>Measures a copy; see <see cref="RevealedMargins"/>.</summary>
    /// <param name="model">The copy's bytes.</param>
    /// <param name="optimised">Whether the engine optimises its graph, as it did with the original's.</param>
    /// <param name="margins">One for each input.</param>
    public void Fill(byte[] model, bool optimised, Span<float> margins)
    {
        margins.Fill(float.PositiveInfinity);
        try
        {
            using var session = new ModelSession(model, optimised: optimised);
            for (int sample = 0; sample < margins.Length; sample++)
            {
                margins[sample] = Of(session, sample);
            }
        }
        catch (OnnxRuntimeException)
        {
            // It does not load: nobody can take it for the model, so every input reveals it.
        }
    }

    private float Of(ModelSession session, int sample)
    {
        (IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor>? golden) = original.Run(sample);
        if (golden is null)
        {
            // What the model itself cannot answer tells nothing about a copy.
            return 0;
        }

        try
        {
            double most = 0;
            IReadOnlyList<Tensor> given = session.Run(inputs, original.Outputs);
            for (int output = 0; output < golden.Count; output++)
            {
                most = Math.Max(most, OutputMargin.Of(golden[output], given[output], _tolerance));
            }

            return Rounded(most);
        }
        catch (Exception failed) when (RunFault.Is(failed))
        {
            return float.PositiveInfinity;
        }
    }

    // To the report's precision, so that neither "another bit" (above 0) nor "outside the tolerance" (above 1) is lost.
    private static float Rounded(double margin) => margin switch
    {
        > 1 => Math.Max((float)margin, MathF.BitIncrement(1)),
        > 0 => Math.Clamp((float)margin, float.Epsilon, 1),
        _ => 0,
    };
}
