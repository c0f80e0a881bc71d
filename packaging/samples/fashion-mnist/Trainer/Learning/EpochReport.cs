namespace MLSecOps.Samples.FashionMnist.Learning;

/// <summary>What a person wants to see after each pass over the training images; the loss is the mean, in nats.</summary>
internal readonly record struct EpochReport(int Number, double Loss, double ValidationAccuracy);
