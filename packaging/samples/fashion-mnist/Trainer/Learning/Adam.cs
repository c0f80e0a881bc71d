using MLSecOps.Samples.FashionMnist.Layers;

namespace MLSecOps.Samples.FashionMnist.Learning;

/// <summary>Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019).</summary>
internal sealed class Adam(float weightDecay)
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    // Powers by running product: no pow(), whose last bit depends on the platform's mathematics library.
    private float _beta1Power = 1;
    private float _beta2Power = 1;

    public void Step(IReadOnlyList<Parameter> parameters, float learningRate)
    {
        _beta1Power *= Beta1;
        _beta2Power *= Beta2;
        foreach (var parameter in parameters)
        {
            Step(parameter, learningRate);
        }
    }

    private void Step(Parameter parameter, float learningRate)
    {
        var (values, gradient) = (parameter.Values, parameter.Gradient);
        var (first, second) = (parameter.FirstMoment, parameter.SecondMoment);
        for (var i = 0; i < values.Length; i++)
        {
            first[i] = (Beta1 * first[i]) + ((1 - Beta1) * gradient[i]);
            second[i] = (Beta2 * second[i]) + ((1 - Beta2) * gradient[i] * gradient[i]);
            var direction = first[i] / (1 - _beta1Power) / (MathF.Sqrt(second[i] / (1 - _beta2Power)) + Epsilon);
            values[i] -= learningRate * (direction + (weightDecay * values[i]));
        }
    }
}
