using System.Collections.Frozen;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>Operators that do what their name says and nothing else: those of ONNX up to opset 25, of ONNX-ML, and the contributed ones of ONNX Runtime.</summary>
/// <remarks>By exact name: a domain that is trusted as a whole would admit <c>com.microsoft.PyOp</c> and <c>EPContext</c>, which runs what lies in another file.</remarks>
internal static class KnownOperators
{
    private static readonly FrozenSet<string> Onnx = Set(
        """
        Abs Acos Acosh Add AffineGrid And ArgMax ArgMin Asin Asinh Atan Atanh Attention AveragePool BatchNormalization Bernoulli BitCast BitShift BitwiseAnd BitwiseNot BitwiseOr
        BitwiseXor BlackmanWindow Cast CastLike Ceil Celu CenterCropPad Clip Col2Im Compress Concat ConcatFromSequence Constant ConstantOfShape Conv ConvInteger ConvTranspose
        Cos Cosh CumProd CumSum DFT DeformConv DepthToSpace DequantizeLinear Det Div Dropout DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand EyeLike Flatten Floor GRU Gather
        GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool Greater GreaterOrEqual GridSample GroupNormalization HammingWindow HannWindow
        HardSigmoid HardSwish Hardmax Identity If ImageDecoder InstanceNormalization IsInf IsNaN LRN LSTM LayerNormalization LeakyRelu Less LessOrEqual Log LogSoftmax Loop
        LpNormalization LpPool MatMul MatMulInteger Max MaxPool MaxRoiPool MaxUnpool Mean MeanVarianceNormalization MelWeightMatrix Min Mish Mod Mul Multinomial Neg
        NegativeLogLikelihoodLoss NonMaxSuppression NonZero Not OneHot Optional OptionalGetElement OptionalHasElement Or PRelu Pad Pow QLinearConv QLinearMatMul QuantizeLinear
        RMSNormalization RNN RandomNormal RandomNormalLike RandomUniform RandomUniformLike Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean
        ReduceMin ReduceProd ReduceSum ReduceSumSquare RegexFullMatch Relu Reshape Resize ReverseSequence RoiAlign RotaryEmbedding Round STFT Scan Scatter ScatterElements ScatterND
        Selu SequenceAt SequenceConstruct SequenceEmpty SequenceErase SequenceInsert SequenceLength SequenceMap Shape Shrink Sigmoid Sign Sin Sinh Size Slice Softmax
        SoftmaxCrossEntropyLoss Softplus Softsign SpaceToDepth Split SplitToSequence Sqrt Squeeze StringConcat StringNormalizer StringSplit Sub Sum Swish Tan Tanh TensorScatter
        TfIdfVectorizer ThresholdedRelu Tile TopK Transpose Trilu Unique Unsqueeze Upsample Where Xor
        Affine ConstantFill Crop DynamicSlice GRUUnit GivenTensorFill ImageScaler ParametricSoftplus Scale ScaledTanh
        """);

    private static readonly FrozenSet<string> OnnxMl = Set(
        """
        ArrayFeatureExtractor Binarizer CastMap CategoryMapper DictVectorizer FeatureVectorizer Imputer LabelEncoder LinearClassifier LinearRegressor Normalizer OneHotEncoder
        SVMClassifier SVMRegressor Scaler TreeEnsemble TreeEnsembleClassifier TreeEnsembleRegressor ZipMap
        """);

    private static readonly FrozenSet<string> Preview = Set("Adagrad Adam Gradient GraphCall Momentum FlexAttention");

    private static readonly FrozenSet<string> Microsoft = Set(
        """
        Attention AttnLSTM BeamSearch BiasAdd BiasDropout BiasGelu BiasSoftmax BiasSplitGelu BifurcationDetector BitmaskBiasDropout BitmaskDropout CDist CausalConvWithState
        ComplexMul ComplexMulConj ConvTransposeWithDynamicPads CropAndResize DecoderAttention DecoderMaskedMultiHeadAttention DecoderMaskedSelfAttention DequantizeBFP
        DequantizeLinear DequantizeWithOrder DynamicQuantizeLSTM DynamicQuantizeMatMul DynamicTimeWarping EmbedLayerNormalization ExpandDims FastGelu FusedConv FusedGemm
        FusedMatMul FusedMatMulActivation GatedRelativePositionBias GatherBlockQuantized GatherND Gelu GemmFastGelu GemmFloat8 GemmaRotaryEmbedding GreedySearch GridSample GroupNorm
        GroupQueryAttention Inverse Irfft LayerNormalization LinearAttention LongformerAttention MatMulBnb4 MatMulFpQ4 MatMulInteger16 MatMulIntegerToFloat MatMulNBits MaxpoolWithMask MoE
        MulInteger MultiHeadAttention MurmurHash3 NGramRepeatBlock NhwcConv NhwcFusedConv NhwcMaxPool PackedAttention PackedMultiHeadAttention Pad PagedAttention QAttention QGemm
        QLinearAdd QLinearAveragePool QLinearConcat QLinearConv QLinearGlobalAveragePool QLinearLeakyRelu QLinearMul QLinearReduceMean QLinearSigmoid QLinearSoftmax QLinearWhere
        QMoE QOrderedAttention QOrderedGelu QOrderedLayerNormalization QOrderedLongformerAttention QOrderedMatMul QuantizeBFP QuantizeLinear QuantizeWithOrder QuickGelu
        Range ReduceSumInteger RelativePositionBias RemovePadding RestorePadding Rfft RotaryEmbedding SampleOp Sampling SkipGroupNorm SkipLayerNormalization
        SkipSimplifiedLayerNormalization SparseAttention SparseToDenseMatMul Tokenizer TorchEmbedding TransposeMatMul Trilu UnfoldTensor Unique WhisperBeamSearch WordConvEmbedding
        SimplifiedLayerNormalization
        """);

    private static readonly FrozenSet<string> Nchwc = Set("AveragePool Conv GlobalAveragePool GlobalMaxPool MaxPool ReorderInput ReorderOutput Upsample");

    /// <summary>Whether an operator is known and harmless.</summary>
    /// <param name="domain">Its domain as stated; ONNX itself is the empty one or <c>ai.onnx</c>.</param>
    /// <param name="name">Its name.</param>
    internal static bool Has(string domain, string name) => domain switch
    {
        "" or "ai.onnx" => Onnx.Contains(name) || name == "SimplifiedLayerNormalization",
        "ai.onnx.ml" => OnnxMl.Contains(name),
        "ai.onnx.preview.training" or "ai.onnx.training" or "ai.onnx.preview" => Preview.Contains(name),
        "com.microsoft" => Microsoft.Contains(name),
        "com.microsoft.nchwc" => Nchwc.Contains(name),
        "com.ms.internal.nhwc" => Onnx.Contains(name) || Microsoft.Contains(name),
        _ => false,
    };

    /// <summary>Whether a domain's operators are a runtime's own. ONNX's is not among them: exporters put functions there.</summary>
    internal static bool IsOfRuntimes(string domain) =>
        domain is "ai.onnx.ml" or "ai.onnx.contrib" or "com.microsoft" or "com.ms.internal.nhwc" || domain.StartsWith("com.microsoft.", StringComparison.Ordinal);

    /// <summary>Whether a domain is ONNX's own.</summary>
    internal static bool IsOnnx(ReadOnlySpan<byte> domain) => domain.IsEmpty || domain.SequenceEqual("ai.onnx"u8);

    private static FrozenSet<string> Set(string names) => names.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
