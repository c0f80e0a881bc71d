using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker;

/// <summary>What the unchanged model answers: that with which copies are compared.</summary>
internal sealed class ModelItself
{
    // Enough to see what is wrong; a thousand inputs of a wrong type need not be told one by one.
    private const int MaxChecks = 64;

    private readonly List<Check> _checks = [];
    private readonly List<(IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor>? Outputs)> _runs = [];

    private ModelItself(ModelInterface declared)
    {
        Interface = declared;
        Outputs = [.. declared.Outputs.Where(output => output.Type != ElementType.Undefined).Select(output => output.Name)];
    }

    /// <summary>Inputs and outputs as the engine declares them.</summary>
    public ModelInterface Interface { get; }

    /// <summary>The outputs that can be compared: tensors.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>How many inputs there are.</summary>
    public int Samples => _runs.Count;

    /// <summary>Runs that failed.</summary>
    public IReadOnlyList<Check> Checks => _checks;

    /// <summary>For each input 0 where it was answered with finite numbers, else infinity.</summary>
    public float[] Finite => [.. _runs.Select(run => run.Outputs?.All(FiniteNumbers.Are) == true ? 0 : float.PositiveInfinity)];

    /// <summary>Runs the model on all inputs.</summary>
    /// <exception cref="Microsoft.ML.OnnxRuntime.OnnxRuntimeException">The engine refuses the model.</exception>
    public static ModelItself Ask(byte[] model, GoldenVectors vectors)
    {
        using var session = new ModelSession(model);
        var itself = new ModelItself(session.Interface);
        foreach (string folder in vectors.Folders)
        {
            itself.Ask(session, vectors, folder);
        }

        return itself;
    }

    /// <summary>The inputs of a run, and what the model answers; null where it failed.</summary>
    public (IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor>? Outputs) Run(int sample) => _runs[sample];

    private void Ask(ModelSession session, GoldenVectors vectors, string folder)
    {
        (IReadOnlyList<Tensor> inputs, Check? fault) = vectors.ReadInputs(folder, session.Inputs);
        IReadOnlyList<Tensor>? outputs = null;
        try
        {
            outputs = fault is null ? session.Run(inputs, Outputs) : null;
        }
        catch (Exception failed) when (RunFault.Is(failed))
        {
            fault = Check.Fail("reveal.run", folder, RunFault.ReasonOf(failed), null, failed.Message);
        }

        if (fault is not null && _checks.Count < MaxChecks)
        {
            _checks.Add(fault with { Id = "reveal.run", Subject = folder });
        }

        _runs.Add((inputs, outputs));
    }
}
