/** Calls that must compile, and calls that must not: the compiler judges, nothing runs. */
import { createClient } from "tiny-client";
import type {
  Account,
  AccountInput,
  Animal,
  Client,
  Labels,
  Named,
  Pair,
  Trail,
} from "tiny-client";

declare const api: Client;

export async function right(): Promise<void> {
  await api.pets.listPets();
  await api.pets.createPet({ body: { name: "Rex" } });
  const { data, headers } = await api.pets.createPet({ body: { name: "Rex", in: "here" } });
  const id: number = data.id;
  const left: number = headers["x-left"];
  const account = (await api.wide.getAccount()).data;
  const none: string | null | undefined = account.note;
  const reply = await api.wide.addAnimal({ body: { kind: "dog", barks: true } });
  if (reply.status === 202) reply.data satisfies string;
  else reply.data satisfies Animal;
  for await (const item of api.wide.followNumbers()) item satisfies number;
  createClient({
    baseUrl: "",
    credentials: { token: async () => "t", login: { username: "a", password: "b" } },
  });
  void [id, left, none];
}

export async function wrong(): Promise<void> {
  // @ts-expect-error a property that the contract requires is missing
  await api.pets.createPet({ body: {} });
  // @ts-expect-error a property has another type
  await api.pets.createPet({ body: { name: 7 } });
  // @ts-expect-error what only the service says cannot be sent
  await api.pets.createPet({ body: { name: "Rex", id: 7 } });
  // @ts-expect-error a body is needed
  await api.pets.createPet();
  // @ts-expect-error a path parameter is missing
  await api.pets.getPet({});
  // @ts-expect-error no such query parameter
  await api.pets.listPets({ query: { pge: 1 } });
  // @ts-expect-error no such status
  if ((await api.pets.getPet({ path: { name: "Rex" } })).status === 201) return;
  // @ts-expect-error no such header
  void (await api.pets.createPet({ body: { name: "Rex" } })).headers["x-right"];
  // @ts-expect-error what is never answered cannot be read
  void (await api.wide.getAccount()).data.password;
  // @ts-expect-error no such credential
  createClient({ baseUrl: "", credentials: { tokn: "t" } });
  // @ts-expect-error one of its members, not something between
  await api.wide.addAnimal({ body: { kind: "dog", lives: 9 } });
  // @ts-expect-error no such operation
  api.pets.nothing;
}

export const account: Account = { id: 1, name: "a", pet: { id: 1, name: "Rex" } };
export const input: AccountInput = { name: "a", password: "p", pet: { name: "Rex" } };
export const pair: Pair = [1, "a"];
export const trails: Trail[] = [[], ["a"], ["a", 1, 2]];
export const labels: Labels = { main: "a", other: 1 };
export const named: Named = { name: "a" };
// @ts-expect-error a tuple has its length
export const long: Pair = [1, "a", 2];
// @ts-expect-error and its order
export const turned: Pair = ["a", 1];
// @ts-expect-error what is required elsewhere is required
export const unnamed: Named = { age: 1 };
