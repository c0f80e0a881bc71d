using MLSecOps.EdgeAgent.Service;

return await AgentProgram.RunAsync(args);
