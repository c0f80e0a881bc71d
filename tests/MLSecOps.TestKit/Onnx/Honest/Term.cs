namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>A value of a draft, with which one can reckon. Every operation adds its nodes where the draft stands at that moment.</summary>
internal sealed class Term(Draft draft, string name)
{
    internal Draft Draft => draft;

    internal string Name => name;

    public static Term operator +(Term a, Term b) => a.Then("Add", b);

    public static Term operator +(Term a, float b) => a + a.Draft.Float(b);

    public static Term operator -(Term a, Term b) => a.Then("Sub", b);

    public static Term operator -(Term a, float b) => a - a.Draft.Float(b);

    public static Term operator -(float a, Term b) => b.Draft.Float(a) - b;

    public static Term operator *(Term a, Term b) => a.Then("Mul", b);

    public static Term operator *(Term a, float b) => a * a.Draft.Float(b);

    public static Term operator /(Term a, Term b) => a.Then("Div", b);

    public static Term operator /(Term a, float b) => a / a.Draft.Float(b);

    public static Term operator /(float a, Term b) => b.Draft.Float(a) / b;

    public static Term operator -(Term a) => a.Then("Neg");

    public static Term operator >(Term a, Term b) => a.Then("Greater", b);

    public static Term operator <(Term a, Term b) => a.Then("Less", b);

    public static Term operator >=(Term a, Term b) => a.Then("GreaterOrEqual", b);

    public static Term operator <=(Term a, Term b) => a.Then("LessOrEqual", b);

    public static Term operator >(Term a, float b) => a > a.Draft.Float(b);

    public static Term operator <(Term a, float b) => a < a.Draft.Float(b);

    public static Term operator >=(Term a, float b) => a >= a.Draft.Float(b);

    public static Term operator <=(Term a, float b) => a <= a.Draft.Float(b);

    public static Term operator &(Term a, Term b) => a.Then("And", b);

    public static Term operator |(Term a, Term b) => a.Then("Or", b);

    public static Term operator !(Term a) => a.Then("Not");

    /// <summary>An operation on this value and more.</summary>
    internal Term Then(string operation, params Term[] more) => draft.Op(operation, [this, .. more]);

    /// <summary>An operation with attributes.</summary>
    internal Term With(string operation, OnnxAttribute[] attributes, params Term[] more) => draft.Op(operation, [this, .. more], attributes);

    internal Term Is(Term other) => Then("Equal", other);

    internal Term Is(long other) => Is(draft.Int(other));

    /// <summary>Where this is true the first, else the second.</summary>
    internal Term Where(Term first, Term second) => Then("Where", first, second);

    internal Term Relu() => Then("Relu");

    internal Term Sigmoid() => Then("Sigmoid");

    internal Term Tanh() => Then("Tanh");

    internal Term Exp() => Then("Exp");

    internal Term Log() => Then("Log");

    internal Term Sqrt() => Then("Sqrt");

    internal Term Abs() => Then("Abs");

    internal Term Square() => this * this;

    internal Term Softmax(int axis = -1) => With("Softmax", [OnnxAttribute.Int("axis", axis)]);

    internal Term LogSoftmax(int axis = -1) => With("LogSoftmax", [OnnxAttribute.Int("axis", axis)]);

    internal Term ArgMax(int axis = -1, bool keep = false) => With("ArgMax", [OnnxAttribute.Int("axis", axis), OnnxAttribute.Int("keepdims", keep ? 1 : 0)]);

    internal Term ArgMin(int axis = -1, bool keep = false) => With("ArgMin", [OnnxAttribute.Int("axis", axis), OnnxAttribute.Int("keepdims", keep ? 1 : 0)]);

    internal Term Clip(float low, float high) => Then("Clip", draft.Float(low), draft.Float(high));

    internal Term AtLeast(float low) => Then("Max", draft.Float(low));

    internal Term AtMost(float high) => Then("Min", draft.Float(high));

    internal Term Pow(float power) => Then("Pow", draft.Float(power));

    internal Term To(int type) => With("Cast", [OnnxAttribute.Int("to", type)]);

    internal Term ToFloat() => To(OnnxType.Float);

    internal Term ToInt() => To(OnnxType.Int64);

    internal Term ToBool() => To(OnnxType.Bool);

    internal Term Reshape(params long[] dims) => Then("Reshape", draft.Ints(dims));

    internal Term Flatten() => With("Flatten", [OnnxAttribute.Int("axis", 1)]);

    internal Term Transpose(params long[] order) => With("Transpose", [OnnxAttribute.Ints("perm", order)]);

    internal Term Unsqueeze(params long[] axes) => Then("Unsqueeze", draft.Ints(axes));

    internal Term Squeeze(params long[] axes) => Then("Squeeze", draft.Ints(axes));

    internal Term Slice(long axis, long start, long end, long step = 1) => Then("Slice", draft.Ints(start), draft.Ints(end), draft.Ints(axis), draft.Ints(step));

    internal Term Gather(Term places, int axis = 0) => With("Gather", [OnnxAttribute.Int("axis", axis)], places);

    internal Term Sum(int axis = -1, bool keep = true) => Reduce("ReduceSum", axis, keep);

    internal Term Mean(int axis = -1, bool keep = true) => Reduce("ReduceMean", axis, keep);

    internal Term Largest(int axis = -1, bool keep = true) => Reduce("ReduceMax", axis, keep);

    internal Term Smallest(int axis = -1, bool keep = true) => Reduce("ReduceMin", axis, keep);

    internal Term Reduce(string operation, int axis, bool keep) => With(operation, [OnnxAttribute.Int("keepdims", keep ? 1 : 0)], draft.Ints(axis));

    /// <summary>Over all axes, to a value without dimensions.</summary>
    internal Term Reduce(string operation) => With(operation, [OnnxAttribute.Int("keepdims", 0)]);

    /// <summary>The largest values of the last axis and where they are.</summary>
    internal (Term Values, Term Places) Top(long count, int axis = -1)
    {
        Term[] both = draft.Ops("TopK", 2, [this, draft.Ints(count)], OnnxAttribute.Int("axis", axis));
        return (both[0], both[1]);
    }

    /// <summary>Equal parts of an axis.</summary>
    internal Term[] Split(int parts, int axis = -1) => draft.Ops("Split", parts, [this], OnnxAttribute.Int("axis", axis), OnnxAttribute.Int("num_outputs", parts));

    /// <summary>Its dimensions.</summary>
    internal Term Shape() => Then("Shape");

    /// <summary>One of its dimensions, without dimensions itself.</summary>
    internal Term Dim(long axis) => Shape().Gather(draft.Int(axis));

    internal Term MatMul(Term other) => Then("MatMul", other);

    /// <summary>Learned weights without bias.</summary>
    internal Term Linear(long from, long to) => MatMul(draft.Weights(from, to));

    /// <summary>Learned weights and bias.</summary>
    internal Term Dense(long from, long to) => Linear(from, to) + draft.Weights(to);

    /// <summary>A learned convolution that keeps the size, or halves it with a stride of 2.</summary>
    internal Term Conv(long from, long to, long size = 3, long stride = 1) => With("Conv",
        [OnnxAttribute.Ints("kernel_shape", size, size), OnnxAttribute.Ints("pads", size / 2, size / 2, size / 2, size / 2), OnnxAttribute.Ints("strides", stride, stride)],
        draft.Weights(to, from, size, size), draft.Weights(to));

    /// <summary>The same along one axis.</summary>
    internal Term Conv1(long from, long to, long size = 3, long stride = 1) => With("Conv",
        [OnnxAttribute.Ints("kernel_shape", size), OnnxAttribute.Ints("pads", size / 2, size / 2), OnnxAttribute.Ints("strides", stride)],
        draft.Weights(to, from, size), draft.Weights(to));

    internal Term GlobalPool() => Then("GlobalAveragePool");

    internal Term LayerNorm(long width) => With("LayerNormalization", [OnnxAttribute.Int("axis", -1)], draft.Weights(width), draft.Weights(width));

    internal Term OneHot(long depth, int axis = -1) => With("OneHot", [OnnxAttribute.Int("axis", axis)], draft.Int(depth), draft.Floats([2], 0, 1));

    internal Term Upsample(float factor) => With("Resize", [OnnxAttribute.Text("mode", "nearest")], draft.None, draft.Floats([4], 1, 1, factor, factor));
}
