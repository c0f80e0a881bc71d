namespace MLSecOps.Samples.FashionMnist.Layers;

/// <summary>The same numbers in two places: offsets in the image and in the patch matrix, in floats.</summary>
internal readonly record struct PatchRun(int InImage, int InPatches, int Length);
