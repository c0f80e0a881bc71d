using System.Collections.Frozen;

namespace MLSecOps.Formats.Inspection.Flow;

/// <summary>What an operator does to the flow of information.</summary>
internal enum OperatorKind : byte
{
    /// <summary>Mixes its operands element by element, or anything that is not named below.</summary>
    Mix,

    /// <summary>Hands its first operand on: shape, type or order change, the information does not.</summary>
    Pass,

    /// <summary>Says what shape its operand has, not what is in it.</summary>
    Shape,

    /// <summary>Decides: its result is one of few values.</summary>
    Compare,

    /// <summary>Combines decisions.</summary>
    Logic,

    /// <summary>Becomes a decision when it is driven hard: steps, saturation, remainders.</summary>
    Step,

    /// <summary>Jumps, most often to whole numbers: every jump is a decision.</summary>
    Rounding,

    /// <summary>Takes all of its operand together.</summary>
    Reduce,

    /// <summary>The place of an extreme.</summary>
    Position,

    /// <summary>Takes parts of its first operand at places that the other operands say.</summary>
    Select,

    /// <summary>Puts the last operand into the first at places that the second says.</summary>
    Scatter,

    /// <summary>Puts its operands beside each other.</summary>
    Join,

    /// <summary>Multiplies: a decision times a value is a gate.</summary>
    Gate,

    /// <summary>Learned: multiplies with weights.</summary>
    Learned,

    /// <summary>The first operand says which of the two others is taken.</summary>
    Where,

    /// <summary>Makes one entry of many from a place.</summary>
    OneHot,

    /// <summary>Puts a value into a larger one.</summary>
    Pad,

    /// <summary>Makes numbers from nothing.</summary>
    Random,

    /// <summary>A running sum: every place sees those before it.</summary>
    Running,
}

/// <summary>Which operator does what.</summary>
internal static class OperatorKinds
{
    private static readonly FrozenDictionary<string, OperatorKind> Kinds = Table(
        (OperatorKind.Pass,
            """
            Identity Reshape Squeeze Unsqueeze Flatten Transpose Expand Tile Dropout Cast CastLike DequantizeLinear DynamicQuantizeLinear DepthToSpace SpaceToDepth
            ReverseSequence Optional OptionalGetElement SequenceInsert SplitToSequence Resize Upsample Neg BitCast LayerNormalization InstanceNormalization
            SimplifiedLayerNormalization BatchNormalization LpNormalization Log Sqrt Sin Cos Tan ExpandDims Scaler Normalizer MeanVarianceNormalization LRN
            StringNormalizer StringSplit CastMap
            """),
        (OperatorKind.Shape, "Shape Size SequenceLength OptionalHasElement"),
        (OperatorKind.Compare,
            """
            Equal Greater GreaterOrEqual Less LessOrEqual IsNaN IsInf Sign Binarizer RegexFullMatch Hardmax NonZero LabelEncoder CategoryMapper
            """),
        (OperatorKind.Logic, "And Or Xor Not BitwiseAnd BitwiseOr BitwiseXor BitwiseNot"),
        (OperatorKind.Step,
            """
            Clip Relu Sigmoid HardSigmoid Tanh Softsign Exp Erf Elu Celu Selu Softplus LeakyRelu Gelu HardSwish Mish Swish PRelu Atan Abs Min Max Reciprocal Pow
            Softmax LogSoftmax
            """),
        (OperatorKind.Rounding, "Floor Ceil Round Mod BitShift Unique MurmurHash3 QuantizeLinear ThresholdedRelu Shrink"),
        (OperatorKind.Reduce,
            """
            ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceSumSquare GlobalAveragePool GlobalMaxPool GlobalLpPool Det
            """),
        (OperatorKind.Position, "ArgMax ArgMin"),
        (OperatorKind.Select, "TopK Gather GatherND GatherElements Slice SequenceAt Compress ArrayFeatureExtractor DynamicSlice Crop Split RoiAlign MaxRoiPool CropAndResize Trilu"),
        (OperatorKind.Scatter, "Scatter ScatterElements ScatterND TensorScatter"),
        (OperatorKind.Join, "Concat SequenceConstruct ConcatFromSequence FeatureVectorizer QLinearConcat StringConcat"),
        (OperatorKind.Gate, "Mul Div QLinearMul BitmaskDropout"),
        (OperatorKind.Learned,
            """
            Conv ConvTranspose ConvInteger QLinearConv FusedConv NhwcConv NhwcFusedConv ConvTransposeWithDynamicPads DeformConv CausalConvWithState Gemm MatMul MatMulInteger QLinearMatMul QGemm FusedGemm
            FusedMatMul FusedMatMulActivation TransposeMatMul MatMulIntegerToFloat DynamicQuantizeMatMul MatMulNBits MatMulBnb4 MatMulFpQ4 SparseToDenseMatMul GemmFastGelu GemmFloat8
            LSTM GRU RNN DynamicQuantizeLSTM AttnLSTM Attention QAttention QOrderedAttention QOrderedMatMul LongformerAttention DecoderAttention PackedAttention EmbedLayerNormalization
            Einsum MoE QMoE WordConvEmbedding TfIdfVectorizer LinearClassifier LinearRegressor SVMClassifier SVMRegressor TreeEnsemble TreeEnsembleClassifier TreeEnsembleRegressor
            TorchEmbedding GatherBlockQuantized
            """),
        (OperatorKind.Where, "Where QLinearWhere"),
        (OperatorKind.OneHot, "OneHot OneHotEncoder"),
        (OperatorKind.Pad, "Pad CenterCropPad Col2Im MaxUnpool"),
        (OperatorKind.Random, "RandomNormal RandomUniform RandomNormalLike RandomUniformLike Multinomial Bernoulli"),
        (OperatorKind.Running, "CumSum CumProd"));

    /// <summary>What an operator does.</summary>
    internal static OperatorKind Of(string name) => Kinds.GetValueOrDefault(name);

    private static FrozenDictionary<string, OperatorKind> Table(params (OperatorKind Kind, string Names)[] rows) => rows
        .SelectMany(row => row.Names.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(name => (name, row.Kind)))
        .ToFrozenDictionary(pair => pair.name, pair => pair.Kind, StringComparer.Ordinal);
}
