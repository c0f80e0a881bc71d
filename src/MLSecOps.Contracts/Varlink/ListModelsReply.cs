namespace MLSecOps.Contracts.Varlink;

/// <summary>Results of <c>io.mlsec.Agent.ListModels</c>.</summary>
/// <param name="Models">One row for each model, by name.</param>
public sealed record ListModelsReply(IReadOnlyList<ListedModel> Models);
