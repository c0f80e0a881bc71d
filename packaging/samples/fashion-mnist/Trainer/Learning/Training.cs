using MLSecOps.Samples.FashionMnist.Data;
using MLSecOps.Samples.FashionMnist.Numerics;

namespace MLSecOps.Samples.FashionMnist.Learning;

/// <summary>Turns a fresh network into a trained one. Pure: no clock, file or thread, and no randomness but the seed's.</summary>
internal sealed class Training(TrainingPlan plan, Network network, FashionMnistData data)
{
    private readonly Adam _adam = new(plan.WeightDecay);
    private readonly float[] _logitGradient = new float[plan.BatchSize * network.LogitStride];

    public IEnumerable<EpochReport> Run()
    {
        var random = new Pcg32(plan.Seed);
        network.Initialise(random);
        int[] order = [.. Enumerable.Range(0, data.Train.Count)];
        var (step, steps) = (0, plan.Epochs * ((order.Length + plan.BatchSize - 1) / plan.BatchSize));
        for (var epoch = 1; epoch <= plan.Epochs; epoch++)
        {
            random.Shuffle(order);
            var loss = 0.0;
            for (var start = 0; start < order.Length; start += plan.BatchSize)
            {
                var batch = order.AsSpan(start, Math.Min(plan.BatchSize, order.Length - start));
                loss += Learn(batch, plan.LearningRate * (1 - ((float)step / steps)));
                step++;
            }

            yield return new EpochReport(epoch, loss / order.Length, Evaluation.Of(network, data.Validation).Accuracy);
        }
    }

    private double Learn(ReadOnlySpan<int> batch, float learningRate)
    {
        var logits = network.Logits(data.Train, batch);
        var loss = 0.0;
        for (var i = 0; i < batch.Length; i++)
        {
            var row = i * network.LogitStride;
            loss += Softmax.Gradient(
                logits.AsSpan(row, Network.ClassCount), data.Train.Label(batch[i]), batch.Length,
                _logitGradient.AsSpan(row, Network.ClassCount));
        }

        network.Backward(_logitGradient, batch.Length);
        _adam.Step(network.Parameters, learningRate);
        return loss;
    }
}
