using MLSecOps.Samples.FashionMnist.Layers;

namespace MLSecOps.Samples.FashionMnist.Learning;

/// <summary>Everything besides the data that decides which model comes out.</summary>
internal sealed record TrainingPlan(ulong Seed)
{
    public int Epochs { get; } = 15;

    public int BatchSize { get; } = Layer.MaxBatch;

    /// <summary>At the first step; falls linearly to zero at the last.</summary>
    public float LearningRate { get; } = 0.002f;

    public float WeightDecay { get; } = 0.01f;
}
